package dev.sealedbid.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of security providers in a Java runtime's {@code java.security}, reduced to those that
 * the runtime has.
 *
 * <p>The JDK's file names all of its providers. One whose module isn't linked in is searched for on
 * the class path, as a service: at the first request for an algorithm the JVM then makes an object
 * of every provider that any jar there offers (Bouncy Castle's two, of six hundred classes), only
 * to compare its name. What the enclave's TLS runs on is therefore said by this list alone.
 */
final class SecurityProviders {
  /** In {@code java.base} and {@code jdk.crypto.ec}, in the JDK's order. */
  static final List<String> LINKED = List.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE");

  private static final String ENTRY = "security.provider.";

  private SecurityProviders() {}

  /**
   * Rewrites the file of a runtime.
   *
   * @throws IOException if it can't be read or written, or isn't the file that is known here: one
   *     of the linked providers isn't on its list
   */
  static void restrict(Path runtime) throws IOException {
    Path file = runtime.resolve(Path.of("conf", "security", "java.security"));
    Files.write(
        file,
        restricted(Files.readAllLines(file, StandardCharsets.ISO_8859_1)),
        StandardCharsets.ISO_8859_1);
  }

  static List<String> restricted(List<String> lines) throws IOException {
    List<String> kept = new ArrayList<>();
    List<String> listed = new ArrayList<>();
    for (String line : lines) {
      if (!line.startsWith(ENTRY)) {
        kept.add(line);
        continue;
      }
      String provider = line.substring(line.indexOf('=') + 1);
      if (LINKED.contains(provider)) {
        listed.add(provider);
        kept.add(ENTRY + listed.size() + "=" + provider);
      }
    }
    if (!listed.equals(LINKED)) {
      throw new IOException(
          "the JDK's java.security lists " + listed + " where " + LINKED + " was expected");
    }
    return kept;
  }
}
