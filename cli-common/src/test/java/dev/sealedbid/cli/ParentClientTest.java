package dev.sealedbid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParentClientTest {
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final HttpServer server = server();
  private final ParentClient client =
      new ParentClient(
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
          ParentClient.httpClient());

  /** How many requests are still to be read and not answered: the connection ends. */
  private final AtomicInteger brokenOff = new AtomicInteger();

  private volatile int status = 200;
  private volatile String type = "application/json";
  private volatile byte[] body = new byte[0];

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.set(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (brokenOff.getAndDecrement() > 0) {
              return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answers(int newStatus, String newType, String text) {
    status = newStatus;
    type = newType;
    body = text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void submitsAndGivesTheAcknowledgement() {
    answers(201, "application/json", "{\"statement\":\"AQ==\",\"attestation\":\"Ag==\"}");
    var acknowledgement = client.submit("a", new SubmitRequest("b", "00", null));
    assertThat(acknowledgement.statementBytes()).containsExactly(1);
    assertThat(asked.get())
        .isEqualTo("POST /api/v1/auctions/a/bids {\"buyerId\":\"b\",\"sha384\":\"00\"}");
  }

  @Test
  @DisplayName("a connection that ends without an answer: asked once more, and no further")
  void brokenOff() {
    answers(201, "application/json", "{\"statement\":\"AQ==\",\"attestation\":\"Ag==\"}");
    SubmitRequest request = new SubmitRequest("b", "00", null);
    brokenOff.set(1);
    assertThat(client.submit("a", request).statementBytes()).containsExactly(1);
    assertThat(asked.get()).contains("\"sha384\":\"00\"");
    brokenOff.set(2);
    assertFails(ExitCode.UNREACHABLE, () -> client.submit("a", request));
    assertThat(brokenOff).hasValue(0);
  }

  @Test
  void anIdCannotLeaveItsPlaceInThePath() {
    answers(200, "application/json", "{}");
    assertThatThrownBy(() -> client.auction("../enclave?x=1")).isNotNull();
    assertThat(asked.get()).startsWith("GET /api/v1/auctions/..%2Fenclave%3Fx%3D1 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"statement\":\"AQ==\"}",
        "{\"statement\":\"!\",\"attestation\":\"Ag==\"}",
        "{\"statement\":\"AQ==\",\"statement\":\"AQ==\",\"attestation\":\"Ag==\"}",
        "{\"statement\":\"AQ==\",\"attestation\":\"Ag==\"} x"
      })
  void anAnswerThatIsNotWholeIsNotTaken(String text) {
    answers(200, "application/json", text);
    assertFails(ExitCode.VERIFICATION_FAILED, () -> client.attestOpening("a", new byte[16]));
  }

  @Test
  void aProblemKeepsItsCodeFaultsAndHint() {
    answers(
        409,
        "application/problem+json",
        "{\"type\":\"urn:sealed-bid:problem:CLOSED\",\"title\":\"Closed\",\"status\":409,"
            + "\"detail\":\"The auction is closed.\",\"code\":\"CLOSED\",\"hint\":\"Wait.\","
            + "\"faults\":[{\"path\":\"$.id\",\"message\":\"bad\"}]}");
    assertThatThrownBy(() -> client.auction("a"))
        .asInstanceOf(InstanceOfAssertFactories.type(ParentProblemException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo("CLOSED");
              assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(e.reason()).isEqualTo("refused with CLOSED: the auction is closed");
              assertThat(e.hints()).containsExactly("at $.id: bad", "wait");
            });
  }

  @Test
  void aServerInTroubleIsUnreachableNotRefusing() {
    answers(502, "text/html", "<h1>Bad gateway</h1>");
    assertFails(ExitCode.UNREACHABLE, () -> client.auctions());
  }

  @Test
  void aRedirectIsNotFollowed() {
    answers(302, "text/plain", "");
    assertFails(ExitCode.REFUSED, () -> client.auctions());
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    status = 400;
    type = "application/problem+json";
    body = new byte[(32 << 20) + 1];
    assertFails(ExitCode.VERIFICATION_FAILED, () -> client.auctions());
  }

  @Test
  void nobodyThereIsUnreachable() {
    server.stop(0);
    assertFails(ExitCode.UNREACHABLE, () -> client.auctions());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x", "http:///x", "http://u:p@127.0.0.1", "http://x/?a=b", "localhost:8080"})
  void whatIsNoParentsUrlIsUsage(String url) {
    assertFails(ExitCode.USAGE, () -> new ParentClient(URI.create(url), ParentClient.httpClient()));
  }

  private static void assertFails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(CommandFailedException.class))
        .extracting(CommandFailedException::exitCode)
        .isEqualTo(code);
  }
}
