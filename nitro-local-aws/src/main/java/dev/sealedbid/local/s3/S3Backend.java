package dev.sealedbid.local.s3;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sends a request to S3Proxy just as the client signed it, its Host header included, and reads the
 * answer. HTTP/1.0, one connection a request: the answer has no chunks and ends with the
 * connection.
 */
final class S3Backend {
  private static final Set<String> NOT_FORWARDED =
      Set.of("connection", "keep-alive", "expect", "transfer-encoding", "content-length", "te");
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 60_000;
  private static final int LONGEST_LINE = 16_384;
  private static final int MOST_HEADERS = 200;

  private final InetSocketAddress address;

  S3Backend(InetSocketAddress address) {
    this.address = address;
  }

  record Header(String name, String value) {}

  @SuppressWarnings("ArrayRecordComponent") // read once, where it is passed on
  record Answer(int status, List<Header> headers, byte[] body) {}

  Answer send(String method, String rawTarget, Map<String, List<String>> headers, byte[] body)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      socket.connect(address, CONNECT_MILLIS);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
      out.write(head(method, rawTarget, headers, body.length));
      out.write(body);
      out.flush();
      return read(new BufferedInputStream(socket.getInputStream(), 1 << 14));
    }
  }

  private static byte[] head(
      String method, String rawTarget, Map<String, List<String>> headers, int length) {
    StringBuilder head = new StringBuilder(method + " " + rawTarget + " HTTP/1.0\r\n");
    headers.forEach(
        (name, values) -> {
          if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> head.append(name + ": " + value + "\r\n"));
          }
        });
    head.append("Content-Length: " + length + "\r\nConnection: close\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Answer read(InputStream in) throws IOException {
    String[] status = readLine(in).split(" ", 3);
    if (status.length < 2) {
      throw new IOException("S3Proxy answered without a status");
    }
    List<Header> headers = new ArrayList<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      if (colon < 0 || headers.size() >= MOST_HEADERS) {
        throw new IOException("S3Proxy answered with headers that can't be read");
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Answer(Integer.parseInt(status[1]), headers, in.readAllBytes());
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() >= LONGEST_LINE) {
        throw new EOFException("S3Proxy hung up in the middle of an answer");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
