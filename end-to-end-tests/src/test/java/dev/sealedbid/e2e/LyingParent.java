package dev.sealedbid.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.core.Sha384;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A parent that asks the honest one and tells buyers what it makes of the answers. */
final class LyingParent implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool(HostileEgress::daemon);
  private final URI honest;
  private final Lie lie;
  private final Map<String, byte[]> withheld;

  /** What becomes of an answer. */
  @FunctionalInterface
  interface Lie {
    /**
     * Changes an answer of the honest parent.
     *
     * @param call method and path, as in {@code GET /api/v1/auctions/x}
     */
    void tell(String call, ObjectNode answer);
  }

  private LyingParent(URI honest, Lie lie, Map<String, byte[]> withheld) throws IOException {
    this.honest = honest;
    this.lie = lie;
    this.withheld = Map.copyOf(withheld);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** The auction is shown with those terms. */
  static Lie showing(Staged auction, byte[] terms) {
    return (call, answer) -> {
      if (call.equals("GET " + auction.path())) {
        answer.put("terms", Base64.getEncoder().encodeToString(terms));
        answer.put("termsSha384", Sha384.of(terms).hex());
      }
    };
  }

  static LyingParent before(URI honest, Lie lie) throws IOException {
    return new LyingParent(honest, lie, Map.of());
  }

  /** Never passes that call on, and answers it with this instead. */
  static LyingParent withholding(URI honest, String call, byte[] answer) throws IOException {
    return new LyingParent(honest, (said, json) -> {}, Map.of(call, answer));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange call) throws IOException {
    try (call) {
      byte[] body = call.getRequestBody().readAllBytes();
      byte[] instead = withheld.get(call.getRequestMethod() + " " + call.getRequestURI().getPath());
      if (instead != null) {
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, instead.length);
        call.getResponseBody().write(instead);
        return;
      }
      HttpResponse<byte[]> answer = ask(call, body);
      byte[] told = answer.body();
      if (answer.statusCode() < 300) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(told);
        lie.tell(call.getRequestMethod() + " " + call.getRequestURI().getPath(), json);
        told = JsonMapper.shared().writeValueAsBytes(json);
      }
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> call.getResponseHeaders().set("Content-Type", type));
      call.sendResponseHeaders(answer.statusCode(), told.length == 0 ? -1 : told.length);
      call.getResponseBody().write(told);
    }
  }

  private HttpResponse<byte[]> ask(HttpExchange call, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(honest.resolve(call.getRequestURI()))
            .method(call.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    String type = call.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
