package dev.sealedbid.local.iam;

import dev.sealedbid.local.iam.AuthenticationException.Fault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The text that both sides hash. */
final class CanonicalRequest {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private CanonicalRequest() {}

  static String of(
      SignedRequest request,
      RequestHeaders headers,
      AuthorizationHeader authorization,
      String payloadHash)
      throws AuthenticationException {
    boolean s3 = authorization.scope().service().equals("s3");
    StringBuilder text = new StringBuilder(256);
    text.append(request.method()).append('\n');
    text.append(path(request.rawPath(), s3)).append('\n');
    text.append(query(request.rawQuery())).append('\n');
    for (String name : authorization.signedHeaders()) {
      String value =
          headers
              .canonical(name)
              .orElseThrow(
                  () ->
                      new AuthenticationException(
                          Fault.WRONG_SIGNATURE, "The signed header '" + name + "' wasn't sent."));
      text.append(name).append(':').append(value).append('\n');
    }
    text.append('\n').append(String.join(";", authorization.signedHeaders())).append('\n');
    return text.append(payloadHash).toString();
  }

  /** S3 signs the path as it is sent; every other service encodes it a second time. */
  private static String path(String rawPath, boolean s3) {
    String path = rawPath.isEmpty() ? "/" : rawPath;
    return s3 ? path : encode(path.getBytes(StandardCharsets.UTF_8), true);
  }

  private static String query(String rawQuery) {
    if (rawQuery.isEmpty()) {
      return "";
    }
    List<String> parameters = new ArrayList<>();
    for (String parameter : rawQuery.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      // The character after the name must sort before any other, as names do by themselves.
      parameters.add(encode(decode(name), false) + "\u0000" + encode(decode(value), false));
    }
    Collections.sort(parameters);
    return String.join("&", parameters).replace('\u0000', '=');
  }

  private static byte[] decode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%' && i + 2 < raw.length && hex(raw[i + 1]) >= 0 && hex(raw[i + 2]) >= 0) {
        out.write(hex(raw[i + 1]) << 4 | hex(raw[i + 2]));
        i += 2;
      } else {
        out.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return out.toByteArray();
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }

  private static String encode(byte[] bytes, boolean keepSlash) {
    StringBuilder out = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if (UNRESERVED.indexOf(c) >= 0 || (keepSlash && c == '/')) {
        out.append(c);
      } else {
        out.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
      }
    }
    return out.toString();
  }
}
