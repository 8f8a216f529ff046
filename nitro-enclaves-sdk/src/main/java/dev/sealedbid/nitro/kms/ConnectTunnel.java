package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6). The proxy is not trusted: of its
 * answer the status is read and nothing is shown, at most {@value #MAX_ANSWER} bytes are taken, and
 * not one byte behind the empty line, which is the first of TLS.
 */
final class ConnectTunnel {

  static final int MAX_ANSWER = 4_096;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: [\\x20-\\x7e\\t]*)?");
  private static final String END = "\r\n\r\n";

  private ConnectTunnel() {}

  /**
   * Opens a tunnel on a connected socket.
   *
   * @param timeout for the answer as a whole
   * @throws ConnectException if the proxy refuses
   * @throws ProtocolException if its answer isn't one
   * @throws SocketTimeoutException if the answer doesn't end in time
   */
  static void open(Socket socket, String host, int port, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    String target = host + ":" + port;
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + END;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    int status = status(answer(socket, deadline));
    if (status != 200) {
      throw new ConnectException(
          "the proxy refused a tunnel to "
              + target
              + " with status "
              + status
              + "; is that host on the parent's list of allowed ones?");
    }
  }

  private static String answer(Socket socket, long deadline) throws IOException {
    InputStream input = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (!endsAnswer(answer)) {
      if (answer.length() == MAX_ANSWER) {
        throw new ProtocolException("the proxy's answer is longer than " + MAX_ANSWER + " bytes");
      }
      socket.setSoTimeout(remainingMillis(deadline));
      int next = input.read();
      if (next < 0) {
        throw new ConnectException("the proxy closed the connection instead of answering");
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  private static boolean endsAnswer(StringBuilder answer) {
    int start = answer.length() - END.length();
    return start >= 0 && answer.indexOf(END, start) == start;
  }

  private static int remainingMillis(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the proxy's answer timed out");
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left)));
  }

  /** The status of a complete answer. */
  static int status(String answer) throws ProtocolException {
    Matcher line = STATUS_LINE.matcher(answer.substring(0, answer.indexOf("\r\n")));
    if (!line.matches()) {
      throw new ProtocolException("what answers at the proxy's address isn't an HTTP proxy");
    }
    return Integer.parseInt(line.group(1));
  }
}
