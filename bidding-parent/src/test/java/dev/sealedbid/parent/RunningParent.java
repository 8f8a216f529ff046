package dev.sealedbid.parent;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.nitro.vsock.VsockAddress;
import dev.sealedbid.parent.credentials.DecryptCredentials;
import dev.sealedbid.parent.storage.BuyerBuckets;
import dev.sealedbid.parent.storage.ObjectStore;
import dev.sealedbid.rest.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The whole parent on a free port, over ports that the test brings, spoken to over HTTP. */
final class RunningParent implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";
  static final String SECRET = "secret-canary-9c1f";

  /** Before the example's closing time. */
  private static final Instant EARLY = Instant.parse("2026-11-21T08:00:00Z");

  private final ConfigurableApplicationContext context;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  RunningParent(VsockAddress enclave, ObjectStore store, BuyerBuckets buckets) {
    this(enclave, store, buckets, session -> credentials());
  }

  RunningParent(
      VsockAddress enclave,
      ObjectStore store,
      BuyerBuckets buckets,
      DecryptCredentials credentials) {
    this(enclave, store, buckets, credentials, context -> {});
  }

  /** A parent that is started in other surroundings, or with other limits. */
  RunningParent(
      VsockAddress enclave,
      ObjectStore store,
      BuyerBuckets buckets,
      DecryptCredentials credentials,
      ApplicationContextInitializer<ConfigurableApplicationContext> surroundings,
      String... settings) {
    SpringApplication application = new SpringApplication(ParentApplication.class);
    application.addInitializers(
        surroundings,
        new SettingsInitializer(),
        context -> {
          if (!context.getBeanFactory().containsSingleton("clock")) {
            at(EARLY).initialize(context);
          }
          context.getBeanFactory().registerSingleton("objectStore", store);
          context.getBeanFactory().registerSingleton("buyerBuckets", buckets);
          context.getBeanFactory().registerSingleton("decryptCredentials", credentials);
        });
    Stream<String> standard =
        Stream.of(
            "--server.port=0",
            "--sealed-bid.enclave=" + enclave,
            "--sealed-bid.bucket=auctioneer-bucket",
            "--sealed-bid.decrypt-role=" + ROLE,
            "--sealed-bid.kms-proxy.listen=tcp:127.0.0.1:0",
            "--sealed-bid.kms-proxy.allow=127.0.0.1:8443");
    // Spring would join an argument that is given twice.
    Stream<String> others =
        standard.filter(
            argument ->
                Stream.of(settings)
                    .noneMatch(
                        s -> s.startsWith(argument.substring(0, argument.indexOf('=') + 1))));
    context = application.run(Stream.concat(others, Stream.of(settings)).toArray(String[]::new));
    port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  static Credentials credentials() {
    return new Credentials(
        "AKIDEXAMPLE".getBytes(StandardCharsets.US_ASCII),
        SECRET.getBytes(StandardCharsets.US_ASCII),
        "token-canary-77".getBytes(StandardCharsets.US_ASCII));
  }

  /** Surroundings in which it is that time. */
  static ApplicationContextInitializer<ConfigurableApplicationContext> at(Instant time) {
    return context ->
        context.getBeanFactory().registerSingleton("clock", InstantSource.fixed(time));
  }

  int port() {
    return port;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path));
  }

  HttpResponse<byte[]> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<byte[]> post(String path, String body) {
    return post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<byte[]> post(String path, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    return json.readValue(response.body(), type);
  }

  Problem problem(HttpResponse<byte[]> response) {
    return json.readValue(response.body(), Problem.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
