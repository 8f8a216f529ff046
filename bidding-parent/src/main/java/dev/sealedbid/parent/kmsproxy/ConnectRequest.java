package dev.sealedbid.parent.kmsproxy;

import dev.sealedbid.parent.settings.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP CONNECT request (RFC 9110 section 9.3.6): one line is read, headers are
 * skipped.
 */
final class ConnectRequest {
  /** The most bytes of request line and headers together. */
  static final int MAX_HEAD_LENGTH = 4_096;

  private static final Pattern LINE = Pattern.compile("CONNECT ([^ ]{1,300}) HTTP/1\\.[01]");
  private static final String END = "\r\n\r\n";

  private ConnectRequest() {}

  /**
   * Reads up to the blank line and not one byte further: what follows is TLS.
   *
   * @return where to, or empty if the request is no well-formed CONNECT
   * @throws HeadTooLongException past {@link #MAX_HEAD_LENGTH} bytes
   * @throws IOException when the head ends early
   */
  static Optional<HostPort> read(InputStream in) throws IOException {
    String head = head(in);
    Matcher line = LINE.matcher(head.substring(0, head.indexOf("\r\n")));
    return line.matches() ? HostPort.parse(line.group(1)) : Optional.empty();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    int matched = 0;
    while (matched < END.length()) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the request ended before its headers did");
      }
      if (head.size() == MAX_HEAD_LENGTH) {
        throw new HeadTooLongException();
      }
      head.write(next);
      matched = next == END.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** The head is longer than any that we answer. */
  static final class HeadTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    HeadTooLongException() {
      super("the request's head is longer than " + MAX_HEAD_LENGTH + " bytes");
    }
  }
}
