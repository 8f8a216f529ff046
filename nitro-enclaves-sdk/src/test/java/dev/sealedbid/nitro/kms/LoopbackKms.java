package dev.sealedbid.nitro.kms;

import dev.sealedbid.nitro.vsock.UnixListener;
import dev.sealedbid.nitro.vsock.UnixSockets;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A proxy on a real Unix socket and, behind its tunnel, a TLS server that answers each request with
 * the next scripted answer.
 */
final class LoopbackKms implements AutoCloseable {

  static final String TUNNEL = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final UnixListener listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SSLContext tls;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final List<String> proxied = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
  private volatile byte[] proxyAnswer = TUNNEL.getBytes(StandardCharsets.ISO_8859_1);
  private volatile String[] protocols = {};
  private volatile String[] suites = {};
  private volatile boolean stallsInTls;

  LoopbackKms(Path folder, SSLContext tls) throws IOException {
    this.listener = UnixSockets.listen(folder.resolve("proxy"), 64);
    this.tls = tls;
    threads.execute(() -> run(this::acceptAll));
  }

  void proxyAnswers(String answer) {
    proxyAnswer = answer.getBytes(StandardCharsets.ISO_8859_1);
  }

  void speaks(String protocol, String suite) {
    protocols = new String[] {protocol};
    suites = new String[] {suite};
  }

  void stallsInTls() {
    stallsInTls = true;
  }

  SocketConnector connector() {
    return () -> UnixSockets.connect(listener.path(), Duration.ofSeconds(20));
  }

  /** What a thread of this server does until its socket closes. */
  private interface Work {
    void run() throws IOException;
  }

  private static void run(Work work) {
    try {
      work.run();
    } catch (IOException hungUp) {
      // The client refused, or the test is over: what is tested is what the client says.
    }
  }

  private void acceptAll() throws IOException {
    while (true) {
      Socket socket = listener.accept();
      open.add(socket);
      threads.execute(() -> run(() -> serve(socket)));
    }
  }

  private void serve(Socket socket) throws IOException {
    try {
      proxied.add(head(socket.getInputStream()).lines().findFirst().orElse(""));
      socket.getOutputStream().write(proxyAnswer);
      if (new String(proxyAnswer, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        serveTls(socket);
      }
    } finally {
      if (!stallsInTls) {
        TestCa.hangUp(socket);
      }
    }
  }

  private void serveTls(Socket socket) throws IOException {
    if (stallsInTls) {
      return;
    }
    SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
    secure.setUseClientMode(false);
    if (protocols.length > 0) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setProtocols(protocols);
      parameters.setCipherSuites(suites);
      secure.setSSLParameters(parameters);
    }
    InputStream input = new BufferedInputStream(secure.getInputStream());
    String head = head(input);
    while (!head.isEmpty()) {
      input.readNBytes(contentLength(head));
      requests.add(head);
      String answer = answers.poll();
      secure
          .getOutputStream()
          .write((answer == null ? ok("{}") : answer).getBytes(StandardCharsets.UTF_8));
      head = head(input);
    }
  }

  static String ok(String json) {
    return answer("200 OK", json);
  }

  static String answer(String status, String json) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
        .findFirst()
        .orElse(0);
  }

  private static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = input.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(TestCa::hangUp);
    threads.shutdownNow();
  }
}
