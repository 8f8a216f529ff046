package dev.sealedbid.local.sts;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The parameters of one call in the AWS query protocol. */
final class QueryForm {
  private QueryForm() {}

  /**
   * Reads a form.
   *
   * @throws IllegalArgumentException for a parameter twice, or a wrong escape
   */
  static Map<String, String> parse(byte[] form) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : new String(form, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
        String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        if (parameters.put(name, value) != null) {
          throw new IllegalArgumentException("twice: " + name);
        }
      }
    }
    return parameters;
  }
}
