package dev.sealedbid.nitro.vsock;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The path of a Unix socket as the bytes of {@code sun_path}. */
final class UnixPath {

  /** {@code sizeof(sun_path)} less the terminating NUL; see unix(7). */
  static final int MAX_LENGTH = 107;

  /** Enough to recognise the folder by; what comes from outside isn't echoed at any length. */
  private static final int MAX_SHOWN = 200;

  private UnixPath() {}

  static byte[] bytes(Path path) {
    byte[] bytes = path.toString().getBytes(fileNameCharset());
    if (bytes.length == 0) {
      throw new IllegalArgumentException("the path of a Unix socket is empty");
    }
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the path of a Unix socket may have at most "
              + MAX_LENGTH
              + " bytes, and this one has "
              + bytes.length
              + ": "
              + shown(path.toString())
              + "; use a shorter folder");
    }
    return bytes;
  }

  static void requireFits(Path path) {
    bytes(path);
  }

  private static Charset fileNameCharset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.UTF_8;
  }

  private static String shown(String path) {
    return path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "…";
  }
}
