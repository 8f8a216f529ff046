package dev.sealedbid.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before the auctioneer's S3, of which it changes nothing: a signature is over the address
 * that the client knows, and S3 takes it as it came. Each write passes a {@link Tap} twice: before
 * S3 hears of it, and when S3 has it and the parent doesn't know.
 */
final class TappedS3 implements AutoCloseable {
  private static final Pattern WRITE =
      Pattern.compile("PUT /[^/]+/auctions/[^/]+/(?:sessions/[^/]+/)?([^/? ]+)[^ ]* HTTP/1\\.1");
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)\r?$");

  private final URI s3;
  private final Tap tap;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  TappedS3(URI s3, Tap tap) throws IOException {
    this.s3 = s3;
    this.tap = tap;
    this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    HostileEgress.daemon(this::serve).start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private void serve() {
    try {
      while (true) {
        Socket client = listener.accept();
        HostileEgress.daemon(() -> relay(client)).start();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket server = new Socket(s3.getHost(), s3.getPort())) {
      open.add(client);
      open.add(server);
      while (exchange(client, server)) {
        // The next request on this connection.
      }
    } catch (IOException e) {
      // One of the two has gone.
    } finally {
      open.remove(client);
    }
  }

  /** One request and its answer; false if the power went off. */
  private boolean exchange(Socket client, Socket server) throws IOException {
    String request = HostileEgress.head(client.getInputStream());
    Matcher write = WRITE.matcher(request.lines().findFirst().orElse(""));
    String point = write.matches() ? "PUT " + write.group(1) : "";
    if (!point.isEmpty() && !tap.passes("before " + point)) {
      return false;
    }
    pass(request, server.getOutputStream());
    if (request.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
      String interim = HostileEgress.head(server.getInputStream());
      pass(interim, client.getOutputStream());
      if (!interim.startsWith("HTTP/1.1 100")) {
        throw new IOException("S3 didn't want the body");
      }
    }
    pass(client.getInputStream(), length(request), server.getOutputStream());
    String answer = HostileEgress.head(server.getInputStream());
    if (!point.isEmpty() && !tap.passes("after " + point)) {
      return false;
    }
    pass(answer, client.getOutputStream());
    boolean body = !request.startsWith("HEAD ");
    pass(server.getInputStream(), body ? length(answer) : 0, client.getOutputStream());
    return true;
  }

  private static long length(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Long.parseLong(length.group(1)) : 0;
  }

  private static void pass(String head, OutputStream to) throws IOException {
    to.write(head.getBytes(StandardCharsets.US_ASCII));
    to.flush();
  }

  private static void pass(InputStream from, long length, OutputStream to) throws IOException {
    byte[] buffer = new byte[8_192];
    for (long left = length; left > 0; ) {
      int count = from.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new IOException("the body ended early");
      }
      to.write(buffer, 0, count);
      left -= count;
    }
    to.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
