package dev.sealedbid.local.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Serves the control API on loopback to whoever shows the token. */
public final class ControlServer implements AutoCloseable {
  private static final int MAX_BODY = 4 << 20;
  private static final int THREADS = 8;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final ExecutorService threads;
  private final ControlOperations operations;
  private final byte[] authorization;

  private ControlServer(
      HttpServer server, ExecutorService threads, ControlOperations operations, String token) {
    this.server = server;
    this.threads = threads;
    this.operations = operations;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Starts serving.
   *
   * @param port 0 for a free one
   * @throws IOException if the port is taken
   */
  public static ControlServer start(int port, String token, ControlOperations operations)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "control");
              thread.setDaemon(true);
              return thread;
            });
    ControlServer control = new ControlServer(server, threads, operations, token);
    server.createContext("/", control::handle);
    server.setExecutor(threads);
    server.start();
    return control;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
      if (!isAuthorized(exchange.getRequestHeaders().getFirst("Authorization"))) {
        reply(exchange, 401, new ControlMessages.Refusal("the bearer token is missing or wrong"));
        return;
      }
      if (!exchange.getRequestMethod().equals("POST")) {
        reply(exchange, 405, new ControlMessages.Refusal("every control call is a POST"));
        return;
      }
      answer(exchange, body);
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException {
    try {
      reply(exchange, 200, operations.call(exchange.getRequestURI().getPath(), body));
    } catch (IOException | RuntimeException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      reply(exchange, 400, new ControlMessages.Refusal(message));
    }
  }

  // In constant time: a local process could otherwise guess the token byte by byte.
  private boolean isAuthorized(@Nullable String header) {
    return header != null
        && MessageDigest.isEqual(authorization, header.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void reply(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] json = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
