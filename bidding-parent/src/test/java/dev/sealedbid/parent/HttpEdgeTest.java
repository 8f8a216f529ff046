package dev.sealedbid.parent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.rest.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** What the parent answers to bytes that no client library would send. */
class HttpEdgeTest {
  private static FakeEnclave enclave;
  private static RunningParent parent;

  /** An answer as it came over the socket. */
  private record Raw(int status, String head, String body) {}

  @BeforeAll
  static void start() throws Exception {
    enclave = new FakeEnclave();
    parent = new RunningParent(enclave.address(), new MemoryStore(), new MemoryBuckets());
  }

  @AfterAll
  static void stop() throws Exception {
    parent.close();
    enclave.close();
  }

  private static Raw ask(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(ISO_8859_1));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      int end = answer.indexOf("\r\n\r\n");
      assertThat(end).as(answer).isPositive();
      return new Raw(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end).toLowerCase(Locale.ROOT),
          answer.substring(end + 4));
    }
  }

  private static String request(String line, String... headers) {
    return line
        + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat)
        + "\r\n";
  }

  static Stream<Arguments> refused() {
    String auctions = " /api/v1/auctions HTTP/1.1";
    return Stream.of(
        Arguments.of("an encoded slash", request("GET /api/v1/auctions/..%2f.. HTTP/1.1"), 400),
        Arguments.of("an encoded back slash", request("GET /api/v1/auctions/%5c HTTP/1.1"), 400),
        Arguments.of("an encoded NUL", request("GET /api/v1/auctions/%00 HTTP/1.1"), 400),
        Arguments.of("a broken percent sign", request("GET /api/v1/auctions/%zz HTTP/1.1"), 400),
        Arguments.of("above the root", request("GET /../../etc/passwd HTTP/1.1"), 400),
        Arguments.of("a path parameter", request("GET /api/v1/auctions;x=1/a HTTP/1.1"), 404),
        Arguments.of("a bare bracket", request("GET /api/v1/auctions?x=[ HTTP/1.1"), 400),
        Arguments.of("no request line", request("nonsense"), 400),
        Arguments.of("another version", request("GET /api/v1/auctions HTTP/3.7"), 505),
        Arguments.of("two hosts", request("GET" + auctions, "Host: localhost"), 400),
        Arguments.of("a broken host", "GET" + auctions + "\r\nHost: a b\r\n\r\n", 400),
        Arguments.of("no host", "GET" + auctions + "\r\nConnection: close\r\n\r\n", 400),
        Arguments.of("a header without colon", request("GET" + auctions, "nonsense"), 400),
        Arguments.of("a folded name", request("GET" + auctions, "na me: x"), 400),
        Arguments.of("great headers", request("GET" + auctions, "X: " + "x".repeat(40_000)), 400),
        Arguments.of("a long path", request("GET /" + "x".repeat(40_000) + " HTTP/1.1"), 400),
        Arguments.of("two lengths", request("POST" + auctions, "Content-Length: 1, 2"), 400),
        Arguments.of("an impossible length", request("POST" + auctions, "Content-Length: x"), 400),
        Arguments.of("another coding", request("POST" + auctions, "Transfer-Encoding: x"), 501),
        Arguments.of("an expectation", request("POST" + auctions, "Expect: x"), 417),
        Arguments.of("TRACE", request("TRACE" + auctions), 405),
        Arguments.of("TRACE of nothing", request("TRACE /nothing HTTP/1.1"), 405),
        Arguments.of("CONNECT", request("CONNECT 127.0.0.1:80 HTTP/1.1"), 501),
        Arguments.of("an unknown method", request("BREW" + auctions), 405),
        Arguments.of("PUT", request("PUT" + auctions), 405),
        Arguments.of("nothing there", request("GET /nothing HTTP/1.1"), 404),
        Arguments.of("the root", request("GET / HTTP/1.1"), 404),
        Arguments.of("Spring's error page", request("GET /error HTTP/1.1"), 404),
        Arguments.of("an icon", request("GET /favicon.ico HTTP/1.1"), 404),
        Arguments.of("another form", request("GET" + auctions, "Accept: text/html"), 406),
        Arguments.of("no JSON", request("POST" + auctions, "Content-Length: 0"), 415),
        Arguments.of(
            "a great body",
            request(
                "POST" + auctions, "Content-Type: application/json", "Content-Length: 99999999"),
            413));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("[H-8] every refusal is a problem, whoever refuses")
  void isAProblem(String what, String request, int status) throws Exception {
    Raw answer = ask(parent.port(), request);

    assertThat(answer.status()).as(what + "\n" + answer).isEqualTo(status);
    assertThat(answer.head()).contains("\r\ncontent-type: application/problem+json");
    Problem problem = new JsonMapper().readValue(body(answer), Problem.class);
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.type()).isEqualTo(Problem.TYPE_PREFIX + problem.code());
    assertThat(problem.detail()).isNotBlank();
    assertThat(problem.hint()).isNotBlank();
  }

  private static String body(Raw answer) {
    if (!answer.head().contains("transfer-encoding: chunked")) {
      return answer.body();
    }
    int start = answer.body().indexOf("\r\n");
    int length = Integer.parseInt(answer.body().substring(0, start), 16);
    return answer.body().substring(start + 2, start + 2 + length);
  }

  private static ApplicationContextInitializer<ConfigurableApplicationContext> kubernetes() {
    String name = "systemEnvironment";
    Map<String, Object> pod =
        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443");
    return context ->
        context
            .getEnvironment()
            .getPropertySources()
            .replace(name, new SystemEnvironmentPropertySource(name, pod));
  }

  @ParameterizedTest(name = "strategy {0}")
  @ValueSource(strings = {"", "native", "framework"})
  @DisplayName("[H-5] in a Kubernetes pod, X-Forwarded-Host doesn't stand for Host")
  void forwardedHost(String strategy) throws Exception {
    String[] settings =
        strategy.isEmpty()
            ? new String[0]
            : new String[] {"--server.forward-headers-strategy=" + strategy};
    try (RunningParent pod =
        new RunningParent(
            enclave.address(),
            new MemoryStore(),
            new MemoryBuckets(),
            session -> RunningParent.credentials(),
            kubernetes(),
            settings)) {
      String list = "GET /api/v1/auctions HTTP/1.1\r\nConnection: close\r\n";
      String forwarded =
          """
          X-Forwarded-Host: 127.0.0.1\r
          Forwarded: host=127.0.0.1\r
          X-Forwarded-For: 127.0.0.1\r
          X-Forwarded-Proto: http\r
          """;

      Raw foreign = ask(pod.port(), list + "Host: evil.example\r\n" + forwarded + "\r\n");
      assertThat(foreign.status()).as(foreign.body()).isEqualTo(403);
      Raw own = ask(pod.port(), list + "Host: 127.0.0.1:" + pod.port() + "\r\n\r\n");
      assertThat(own.status()).as(own.body()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("[H-5] localhost is this machine, its look-alikes aren't")
  void names() throws Exception {
    String list = "GET /api/v1/auctions HTTP/1.1\r\nConnection: close\r\nHost: ";
    assertThat(ask(parent.port(), list + "localhost\r\n\r\n").status()).isEqualTo(200);
    for (String other : new String[] {"localhost.example", "127.0.0.1.example:80", "[::1]"}) {
      assertThat(ask(parent.port(), list + other + "\r\n\r\n").status()).isEqualTo(403);
    }
  }
}
