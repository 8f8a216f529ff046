package dev.sealedbid.buyer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;

@DisplayName("[K-8] CloudTrail's answers, whole or refused")
class CloudTrailHistoryTest {
  private static final String KEY = "arn:aws:kms:eu-west-1:111111111101:key/k";

  private record Answer(int status, String body) {}

  private final Queue<Answer> answers = new ArrayDeque<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final CloudTrailClient client;

  CloudTrailHistoryTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    client =
        CloudTrailClient.builder()
            .region(Region.EU_WEST_1)
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")))
            .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
            .build();
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private List<String> events() throws TrailUnavailableException {
    return new CloudTrailHistory(client).eventsOf(KEY);
  }

  @Test
  @DisplayName("an empty list is an empty list")
  void none() throws Exception {
    answers.add(new Answer(200, "{\"Events\":[]}"));
    assertThat(events()).isEmpty();
    assertThat(requests.element()).contains("ResourceName").contains(KEY);
  }

  @Test
  @DisplayName("pages are followed to the last")
  void pages() throws Exception {
    answers.add(
        new Answer(200, "{\"Events\":[{\"CloudTrailEvent\":\"{1}\"}],\"NextToken\":\"more\"}"));
    answers.add(new Answer(200, "{\"Events\":[],\"NextToken\":\"still more\"}"));
    answers.add(new Answer(200, "{\"Events\":[{\"CloudTrailEvent\":\"{2}\"}]}"));
    assertThat(events()).containsExactly("{1}", "{2}");
    assertThat(requests).element(2).asString().contains("still more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[]",
        "[{\"CloudTrailEvent\":\"{}\"}]",
        "\"\"",
        "0",
        "{\"Events\":null}",
        "{\"Events\":\"\"}",
        "{\"Events\":{}}",
        "{\"Events\":0}",
        "{\"Events\":[null]}",
        "{\"Events\":[{}]}",
        "{\"Events\":[[]]}",
        "{\"Events\":[\"\"]}",
        "{\"Events\":[{\"CloudTrailEvent\":null}]}",
        "{\"Events\":[{\"CloudTrailEvent\":{}}]}",
        "{\"events\":[]}",
        "{\"Records\":[]}",
        "{\"NextToken\":\"more\"}",
        "{\"Events\":[",
        "<html>a proxy's page</html>"
      })
  @DisplayName("anything but a list of events refuses")
  void anotherShape(String body) {
    answers.add(new Answer(200, body));
    assertThatThrownBy(this::events).isInstanceOf(TrailUnavailableException.class);
  }

  @Test
  @DisplayName("half of the pages is no trail")
  void halfOfThePages() {
    answers.add(
        new Answer(200, "{\"Events\":[{\"CloudTrailEvent\":\"{1}\"}],\"NextToken\":\"more\"}"));
    answers.add(new Answer(200, "{}"));
    assertThatThrownBy(this::events).isInstanceOf(TrailUnavailableException.class);
  }

  @Test
  @DisplayName("a trail without end is given up")
  void endless() {
    answers.add(new Answer(200, "{\"Events\":[],\"NextToken\":\"more\"}"));
    assertThatThrownBy(this::events)
        .isInstanceOf(TrailUnavailableException.class)
        .hasMessageContaining("too many events");
  }

  @Test
  @DisplayName("a refusal is named by its code")
  void refused() {
    answers.add(new Answer(400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}"));
    assertThatThrownBy(this::events)
        .isInstanceOf(TrailUnavailableException.class)
        .hasMessage("CloudTrail answered AccessDeniedException");
  }
}
