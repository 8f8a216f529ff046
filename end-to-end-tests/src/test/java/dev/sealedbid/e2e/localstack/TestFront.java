package dev.sealedbid.e2e.localstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealedbid.local.pki.LocalCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.ssl.SSLContextBuilder;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPS server that hands every request to another server, as it came, and its answer back. On
 * demand it answers an operation of KMS itself, with an error, or changes what is asked: that is
 * how LocalStack is made to throttle and to fail, and both KMSs get the very same faults. Safe for
 * use by several threads.
 */
public final class TestFront implements AutoCloseable {
  private static final int THREADS = 32;
  private static final String TARGET = "X-Amz-Target";
  private static final String KMS = "TrentService.";

  /** Of one connection, or computed from the body by whoever sends it. */
  private static final Set<String> NOT_HANDED_ON =
      Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "expect", "date");

  /**
   * A call of KMS that was handed on.
   *
   * @param operation as {@code Decrypt}
   * @param status of the answer
   * @param answer its JSON
   */
  public record Answered(String operation, int status, String answer) {
    @Override
    public String toString() {
      return "Answered[" + operation + ", " + status + "]";
    }
  }

  private record Fault(int status, String code) {}

  private final URI upstream;
  private final CloseableHttpClient client;
  private final HttpsServer server;
  private final ExecutorService threads;
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final Map<String, UnaryOperator<String>> changes = new HashMap<>();
  private final List<Answered> answered = new CopyOnWriteArrayList<>();

  private TestFront(
      URI upstream, CloseableHttpClient client, HttpsServer server, ExecutorService threads) {
    this.upstream = upstream;
    this.client = client;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts one on a free port of 127.0.0.1.
   *
   * @param upstream {@code http://HOST:PORT}, or {@code https} with a certificate of {@code ca}
   * @param ca signs the front's own certificate
   */
  public static TestFront before(URI upstream, LocalCa ca) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ca.serverContext()));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, TestFront::daemon);
    server.setExecutor(threads);
    TestFront front = new TestFront(upstream, client(ca), server, threads);
    server.createContext("/", front::handle);
    server.start();
    return front;
  }

  /** {@code https://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next {@code times} calls of that operation of KMS get this error; nothing is asked. */
  public synchronized void fail(String operation, int times, int status, String code) {
    Deque<Fault> queue = faults.computeIfAbsent(operation, name -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(new Fault(status, code));
    }
  }

  /** From now on the JSON of that operation's requests is changed. */
  public synchronized void change(String operation, UnaryOperator<String> change) {
    changes.put(operation, change);
  }

  /** Forgets faults, changes and what was answered. */
  public synchronized void reset() {
    faults.clear();
    changes.clear();
    answered.clear();
  }

  /** The calls of KMS that were handed on since the last {@link #reset}, in order. */
  public List<Answered> answered() {
    return List.copyOf(answered);
  }

  private synchronized @Nullable Fault fault(String operation) {
    Deque<Fault> queue = faults.get(operation);
    return queue == null ? null : queue.poll();
  }

  private synchronized UnaryOperator<String> change(String operation) {
    return changes.getOrDefault(operation, UnaryOperator.identity());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String target = exchange.getRequestHeaders().getFirst(TARGET);
      if (target == null || !target.startsWith(KMS)) {
        answer(exchange, handOn(exchange, body));
        return;
      }
      String operation = target.substring(KMS.length());
      Fault fault = fault(operation);
      if (fault == null) {
        Answer answer = handOn(exchange, changed(operation, body));
        String json = new String(answer.body(), StandardCharsets.UTF_8);
        answered.add(new Answered(operation, answer.status(), json));
        answer(exchange, answer);
      } else {
        refuse(exchange, fault);
      }
    }
  }

  private byte[] changed(String operation, byte[] body) {
    String json = new String(body, StandardCharsets.UTF_8);
    return change(operation).apply(json).getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ArrayRecordComponent") // stays in here, never compared
  private record Answer(int status, Header[] headers, byte[] body) {}

  private Answer handOn(HttpExchange exchange, byte[] body) throws IOException {
    RequestBuilder request =
        RequestBuilder.create(exchange.getRequestMethod())
            .setUri(upstream + exchange.getRequestURI().toString());
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              // The Host header stays what it was: the signature is of it.
              if (isHandedOn(name)) {
                values.forEach(value -> request.addHeader(name, value));
              }
            });
    if (body.length > 0 || exchange.getRequestHeaders().containsKey("Content-Length")) {
      request.setEntity(new ByteArrayEntity(body));
    }
    return client.execute(request.build(), TestFront::read);
  }

  private static Answer read(HttpResponse response) throws IOException {
    byte[] body =
        response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
    return new Answer(response.getStatusLine().getStatusCode(), response.getAllHeaders(), body);
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    for (Header header : answer.headers()) {
      boolean length = header.getName().equalsIgnoreCase("Content-Length");
      if (isHandedOn(header.getName()) || (head && length)) {
        exchange.getResponseHeaders().add(header.getName(), header.getValue());
      }
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static void refuse(HttpExchange exchange, Fault fault) throws IOException {
    byte[] json =
        ("{\"__type\":\"" + fault.code() + "\",\"message\":\"injected\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(fault.status(), json.length);
    exchange.getResponseBody().write(json);
  }

  private static boolean isHandedOn(String header) {
    return !NOT_HANDED_ON.contains(header.toLowerCase(Locale.ROOT));
  }

  private static CloseableHttpClient client(LocalCa ca) {
    try {
      SSLContext tls = SSLContextBuilder.create().loadTrustMaterial(ca.trustStore(), null).build();
      return HttpClients.custom()
          .setSSLContext(tls)
          .setMaxConnPerRoute(THREADS)
          .setMaxConnTotal(THREADS)
          .disableContentCompression()
          .disableRedirectHandling()
          .disableAutomaticRetries()
          .setDefaultRequestConfig(RequestConfig.custom().setSocketTimeout(60_000).build())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't make a TLS context", e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "test-front");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      // Its connections have gone with their server.
    }
  }
}
