package dev.sealedbid.nitro.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

@DisplayName("KMS over a proxy")
@Timeout(120)
class KmsOverProxyTest {

  private static final String HOST = "kms.eu-west-1.amazonaws.com";
  private static final String KEYS = LoopbackKms.ok("{\"Keys\":[{\"KeyId\":\"k-1\"}]}");
  private static final Duration LONG = Duration.ofSeconds(30);

  private static TestCa ca;
  private static TestCa otherCa;

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void authorities() {
    ca = new TestCa("Amazon Root for a test");
    otherCa = new TestCa("somebody else");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private static KmsOverProxySettings settings(int attempts, Duration wait) {
    return new KmsOverProxySettings(4, attempts, wait, wait, LONG, LONG.multipliedBy(2));
  }

  private LoopbackKms kms(javax.net.ssl.SSLContext tls) throws IOException {
    LoopbackKms kms = new LoopbackKms(folder, tls);
    opened.add(kms);
    return kms;
  }

  private KmsClient client(LoopbackKms kms, String endpoint, KmsOverProxySettings settings) {
    return client(kms.connector(), endpoint, settings);
  }

  private KmsClient client(SocketConnector proxy, String endpoint, KmsOverProxySettings settings) {
    KmsClient client =
        new KmsOverProxy(Region.EU_WEST_1, URI.create(endpoint), ca.trustStore(), proxy, settings)
            .client(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret")));
    opened.add(client);
    return client;
  }

  private KmsClient client(LoopbackKms kms) {
    return client(kms, "https://" + HOST, settings(1, LONG));
  }

  @Test
  void a_call_goes_through_the_tunnel_to_a_name_that_nobody_resolved() throws IOException {
    LoopbackKms kms = kms(ca.serverFor(HOST));
    kms.answers.add(KEYS);
    assertThat(client(kms).listKeys().keys()).extracting(key -> key.keyId()).containsExactly("k-1");
    assertThat(kms.proxied).containsExactly("CONNECT " + HOST + ":443 HTTP/1.1");
    assertThat(kms.requests)
        .singleElement()
        .asString()
        .contains("TrentService.ListKeys")
        .contains("/eu-west-1/kms/aws4_request");
  }

  @Test
  void an_address_and_a_port_of_its_own_work_too() throws IOException {
    LoopbackKms kms = kms(ca.serverFor("127.0.0.1"));
    kms.answers.add(KEYS);
    client(kms, "https://127.0.0.1:8443", settings(1, LONG)).listKeys();
    assertThat(kms.proxied).containsExactly("CONNECT 127.0.0.1:8443 HTTP/1.1");
  }

  @Test
  void connections_are_kept_and_their_number_is_bounded() throws Exception {
    LoopbackKms kms = kms(ca.serverFor(HOST));
    KmsClient client = client(kms);
    ExecutorService callers = Executors.newFixedThreadPool(16);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      calls.add(callers.submit(() -> client.listKeys()));
    }
    for (Future<?> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    callers.shutdown();
    assertThat(kms.requests).hasSize(64);
    assertThat(kms.proxied).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void nothing_else_is_ever_connected_to() throws IOException {
    LoopbackKms kms = kms(ca.serverFor(HOST));
    try (ServerSocket trap = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      trap.setSoTimeout(1);
      String port = String.valueOf(trap.getLocalPort());
      try {
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", port);
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", port);
        System.setProperty("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + port);
        client(kms).listKeys();
      } finally {
        for (String name :
            List.of(
                "https.proxyHost",
                "https.proxyPort",
                "http.proxyHost",
                "http.proxyPort",
                "aws.ec2MetadataServiceEndpoint")) {
          System.clearProperty(name);
        }
      }
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(trap::accept);
    }
    assertThat(kms.proxied).hasSize(1);
  }

  @Nested
  @DisplayName("refuses a server")
  class Tls {

    private void refused(LoopbackKms kms, Class<? extends Throwable> cause) {
      assertThatExceptionOfType(SdkClientException.class)
          .isThrownBy(() -> client(kms).listKeys())
          .withCauseInstanceOf(cause);
      assertThat(kms.requests).isEmpty();
    }

    @Test
    void with_a_certificate_for_another_host() throws IOException {
      refused(kms(ca.serverFor("kms.eu-west-2.amazonaws.com")), SSLHandshakeException.class);
    }

    @Test
    void with_an_expired_certificate() throws IOException {
      Instant yesterday = Instant.now().minus(Duration.ofDays(1));
      refused(kms(ca.serverFor(HOST, yesterday)), SSLHandshakeException.class);
    }

    /** */
    @Test
    void of_another_authority() throws IOException {
      refused(kms(otherCa.serverFor(HOST)), SSLHandshakeException.class);
    }

    @Test
    void of_an_authority_that_only_the_default_trust_store_has() throws Exception {
      Path store = folder.resolve("default.p12");
      try (var out = java.nio.file.Files.newOutputStream(store)) {
        otherCa.trustStore().store(out, "changeit".toCharArray());
      }
      try {
        System.setProperty("javax.net.ssl.trustStore", store.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
        refused(kms(otherCa.serverFor(HOST)), SSLHandshakeException.class);
      } finally {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
      }
    }

    /** */
    @Test
    void that_has_only_cbc_suites() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.speaks("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
      refused(kms, SSLException.class);
    }

    @ParameterizedTest
    @CsvSource({
      "TLSv1.3,TLS_AES_128_GCM_SHA256",
      "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
      "TLSv1.2,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    })
    void but_not_one_with_an_aead_suite(String protocol, String suite) throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.speaks(protocol, suite);
      client(kms).listKeys();
      assertThat(kms.requests).hasSize(1);
    }
  }

  @Nested
  @DisplayName("with a bad proxy")
  class BadProxy {

    private SdkClientException refusal(LoopbackKms kms, KmsOverProxySettings settings) {
      KmsClient client = client(kms, "https://" + HOST, settings);
      try {
        client.listKeys();
      } catch (SdkClientException e) {
        assertThat(kms.requests).isEmpty();
        return e;
      }
      throw new AssertionError("the call went through");
    }

    @Test
    void a_refusal_names_the_status_and_not_the_proxys_words() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.proxyAnswers("HTTP/1.1 403 <b>evil</b>\r\nX: evil\r\n\r\n");
      SdkClientException refusal = refusal(kms, settings(1, LONG));
      assertThat(refusal).hasRootCauseInstanceOf(ConnectException.class);
      assertThat(refusal)
          .rootCause()
          .hasMessageContaining("with status 403")
          .message()
          .doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "SSH-2.0-OpenSSH\r\n\r\n",
          "\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/2 200\r\n\r\n",
          "HTTP/1.1  200\r\n\r\n",
          "\u0016\u0003\u0001\r\n\r\n"
        })
    void an_answer_that_is_no_http_is_refused(String answer) throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.proxyAnswers(answer);
      assertThat(refusal(kms, settings(1, LONG))).hasRootCauseInstanceOf(ProtocolException.class);
    }

    @Test
    void an_answer_without_end_is_cut_off() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.proxyAnswers("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000));
      assertThat(refusal(kms, settings(1, LONG)))
          .rootCause()
          .isInstanceOf(ProtocolException.class)
          .hasMessage("the proxy's answer is longer than 4096 bytes");
    }

    @Test
    void a_proxy_that_hangs_up_is_said_so() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.proxyAnswers("HTTP/1.1 200");
      assertThat(refusal(kms, settings(1, LONG)))
          .rootCause()
          .hasMessage("the proxy closed the connection instead of answering");
    }

    @Test
    void a_tunnel_in_which_nobody_speaks_tls_times_out() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.stallsInTls();
      assertThat(refusal(kms, settings(1, Duration.ofMillis(200))))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void the_call_as_a_whole_ends_while_a_connection_is_being_made() throws IOException {
      LoopbackKms kms = kms(ca.serverFor(HOST));
      kms.stallsInTls();
      KmsOverProxySettings hasty =
          new KmsOverProxySettings(
              4, 2, LONG, LONG, Duration.ofMillis(150), Duration.ofMillis(300));
      KmsClient client = client(kms, "https://" + HOST, hasty);
      assertThatExceptionOfType(SdkClientException.class)
          .isThrownBy(client::listKeys)
          .withMessageContaining("timeout");
    }

    /** */
    @Test
    void attempts_are_counted_out() throws IOException {
      AtomicInteger attempts = new AtomicInteger();
      SocketConnector dead =
          () -> {
            attempts.incrementAndGet();
            throw new ConnectException("nobody listens");
          };
      KmsClient client = client(dead, "https://" + HOST, settings(3, LONG));
      assertThatExceptionOfType(SdkClientException.class).isThrownBy(client::listKeys);
      assertThat(attempts).hasValue(3);
    }
  }

  @Test
  void throttling_is_tried_again_and_a_refusal_is_not() throws IOException {
    LoopbackKms kms = kms(ca.serverFor(HOST));
    String throttled =
        LoopbackKms.answer("400 Bad Request", "{\"__type\":\"ThrottlingException\"}");
    kms.answers.addAll(List.of(throttled, throttled, KEYS));
    KmsClient client = client(kms, "https://" + HOST, settings(4, LONG));
    assertThat(client.listKeys().keys()).hasSize(1);
    assertThat(kms.requests).hasSize(3);
    kms.answers.add(
        LoopbackKms.answer("400 Bad Request", "{\"__type\":\"AccessDeniedException\"}"));
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(client::listKeys)
        .satisfies(
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    assertThat(kms.requests).hasSize(4);
  }

  @Test
  void each_throttled_attempt_is_told_and_nothing_else_is() throws IOException {
    LoopbackKms kms = kms(ca.serverFor(HOST));
    String throttled =
        LoopbackKms.answer("400 Bad Request", "{\"__type\":\"ThrottlingException\"}");
    String broken = LoopbackKms.answer("500 Internal Server Error", "{}");
    kms.answers.addAll(List.of(throttled, broken, throttled, KEYS));
    AtomicInteger told = new AtomicInteger();
    KmsClient client =
        new KmsOverProxy(
                Region.EU_WEST_1,
                URI.create("https://" + HOST),
                ca.trustStore(),
                kms.connector(),
                settings(4, LONG),
                new SecureRandom())
            .client(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret")),
                told::incrementAndGet);
    opened.add(client);
    assertThat(client.listKeys().keys()).hasSize(1);
    assertThat(told).hasValue(2);
  }

  @Test
  void waits_double_up_to_the_longest_and_are_drawn() {
    SecureRandom most =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public double nextDouble() {
            return Math.nextDown(1.0);
          }
        };
    JitteredBackoff whole =
        new JitteredBackoff(most, Duration.ofMillis(50), Duration.ofMillis(5_000));
    assertThat(IntStream.of(1, 2, 3, 7, 8, 1_000).mapToObj(whole::computeDelay))
        .extracting(Duration::toMillis)
        .containsExactly(50L, 100L, 200L, 3_200L, 5_000L, 5_000L);
    JitteredBackoff drawn =
        new JitteredBackoff(new SecureRandom(), Duration.ofMillis(50), Duration.ofMillis(5_000));
    assertThat(IntStream.range(0, 200).mapToObj(i -> drawn.computeDelay(7).toMillis()).distinct())
        .hasSizeGreaterThan(100)
        .allMatch(wait -> wait >= 0 && wait <= 3_200);
  }

  @Nested
  @DisplayName("can't be made")
  class Construction {

    private void refused(String endpoint, KeyStore trustStore) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new KmsOverProxy(
                      Region.EU_WEST_1,
                      URI.create(endpoint),
                      trustStore,
                      () -> {
                        throw new IOException("never");
                      },
                      KmsOverProxySettings.defaults()));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://kms.eu-west-1.amazonaws.com",
          "https://user@kms.eu-west-1.amazonaws.com",
          "https://kms.eu-west-1.amazonaws.com/path",
          "https://kms.eu-west-1.amazonaws.com?q",
          "https://kms.eu-west-1.amazonaws.com#f",
          "https://kms.eu-west-1.amazonaws.com:0",
          "https://KMS.eu-west-1.amazonaws.com",
          "https://[::1]",
          "https:///",
          "kms.eu-west-1.amazonaws.com"
        })
    void for_an_endpoint_that_is_none(String endpoint) {
      refused(endpoint, ca.trustStore());
    }

    @Test
    void with_an_empty_trust_store() {
      refused("https://" + HOST, TestCa.emptyStore());
    }

    @Test
    void with_a_private_key_in_the_trust_store() {
      refused("https://" + HOST, ca.serverStore(HOST, Instant.now().plusSeconds(60)));
    }

    @Test
    void with_limits_that_are_none() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KmsOverProxySettings(0, 1, LONG, LONG, LONG, LONG));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KmsOverProxySettings(257, 1, LONG, LONG, LONG, LONG));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KmsOverProxySettings(1, 0, LONG, LONG, LONG, LONG));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KmsOverProxySettings(1, 11, LONG, LONG, LONG, LONG));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KmsOverProxySettings(1, 1, Duration.ZERO, LONG, LONG, LONG));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new KmsOverProxySettings(1, 1, LONG, LONG, LONG, Duration.ofMinutes(6)));
    }
  }
}
