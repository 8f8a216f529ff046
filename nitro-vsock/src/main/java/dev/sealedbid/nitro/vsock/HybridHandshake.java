package dev.sealedbid.nitro.vsock;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The first line of a hybrid vsock connection, as Firecracker and vhost-device-vsock speak it: the
 * host asks {@code CONNECT PORT\n}, and the answer is {@code OK PORT\n}, or the connection is
 * closed if nobody listens. Lines are at most {@value #MAX_LINE} bytes, and nothing behind them is
 * read.
 */
public final class HybridHandshake {

  /** The longest line, its line feed included. */
  public static final int MAX_LINE = 32;

  private static final String CONNECT = "CONNECT ";
  private static final String OK = "OK ";
  private static final long MAX_PORT = 0xFFFF_FFFFL;

  private HybridHandshake() {}

  /**
   * The host's side: asks for a port and waits for the answer. The socket's {@code SO_TIMEOUT} is 0
   * afterwards; on failure the caller closes the socket.
   *
   * @param timeout for the whole exchange, positive, at most an hour
   * @throws ConnectException if the other side closes the connection: nobody listens at the port
   * @throws ProtocolException if the answer isn't the handshake's
   * @throws SocketTimeoutException if the timeout passes first
   */
  public static void request(Socket socket, int port, Duration timeout) throws IOException {
    request(socket, port, Deadline.after(timeout));
  }

  static void request(Socket socket, int port, Deadline deadline) throws IOException {
    VsockAddressText.requireVsockPort(port);
    socket.getOutputStream().write((CONNECT + port + "\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    try {
      readNumber(timed(socket, deadline), OK, 0, MAX_PORT);
    } catch (EOFException e) {
      throw new ConnectException(
          "nobody listens at vsock port " + port + " of the enclave: the connection was closed");
    }
    socket.setSoTimeout(0);
  }

  /**
   * The guest's side: reads which port the host asks for. Answer with {@link #accept} or close the
   * socket. Its {@code SO_TIMEOUT} is 0 afterwards.
   *
   * @param timeout for the whole line, positive, at most an hour
   * @throws ProtocolException if the line isn't the handshake's
   * @throws EOFException if the connection ends before the line does
   * @throws SocketTimeoutException if the timeout passes first
   */
  public static int readRequest(Socket socket, Duration timeout) throws IOException {
    ByteSource input = timed(socket, Deadline.after(timeout));
    int port = (int) readNumber(input, CONNECT, 1, Integer.MAX_VALUE);
    socket.setSoTimeout(0);
    return port;
  }

  /** The guest's side: tells the host that it is connected. */
  public static void accept(Socket socket, int port) throws IOException {
    VsockAddressText.requireVsockPort(port);
    socket.getOutputStream().write((OK + port + "\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Reads {@code prefix}, a decimal number, and a line feed; byte by byte, to read no further. */
  static long readNumber(ByteSource input, String prefix, long least, long most)
      throws IOException {
    StringBuilder line = new StringBuilder(MAX_LINE);
    int next = input.next();
    while (next != '\n') {
      if (next < 0) {
        throw new EOFException("the connection ended within the hybrid vsock handshake");
      }
      if (line.length() == MAX_LINE - 1) {
        throw malformed();
      }
      line.append((char) next);
      next = input.next();
    }
    return number(line.toString(), prefix, least, most);
  }

  private static long number(String line, String prefix, long least, long most)
      throws ProtocolException {
    String digits = line.startsWith(prefix) ? line.substring(prefix.length()) : "";
    boolean decimal =
        !digits.isEmpty()
            && digits.length() <= 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    long value = decimal ? Long.parseLong(digits) : -1;
    if (value < least || value > most) {
      throw malformed();
    }
    return value;
  }

  private static ProtocolException malformed() {
    return new ProtocolException(
        "the other side doesn't speak the hybrid vsock handshake; is the path that of an enclave's"
            + " vsock?");
  }

  /** Where the bytes of a line come from; -1 is the end. */
  interface ByteSource {
    int next() throws IOException;
  }

  /** A socket's input under one deadline, however slowly the bytes come. */
  private static ByteSource timed(Socket socket, Deadline deadline) throws IOException {
    InputStream input = socket.getInputStream();
    return () -> {
      int left = deadline.remainingMillis();
      if (left == 0) {
        throw new SocketTimeoutException("the hybrid vsock handshake timed out");
      }
      socket.setSoTimeout(left);
      return input.read();
    };
  }
}
