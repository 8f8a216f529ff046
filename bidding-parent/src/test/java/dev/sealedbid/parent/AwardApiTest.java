package dev.sealedbid.parent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.Problem;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Awards over HTTP: kept before the outcome is told, whole after a kill at any point. */
class AwardApiTest {
  private static final int BUYERS = 70;
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final MemoryStore store = new MemoryStore();
  private static final MemoryBuckets buckets = new MemoryBuckets();
  private static FakeEnclave enclave;
  private static RunningParent parent;

  private final String id = "award-" + NUMBERS.incrementAndGet();

  @BeforeAll
  static void startAll() throws Exception {
    enclave = new FakeEnclave();
    parent = new RunningParent(enclave.address(), store, buckets);
  }

  @AfterAll
  static void stopAll() throws Exception {
    parent.close();
    enclave.close();
  }

  @AfterEach
  void reset() throws Exception {
    enclave.reset();
    store.reset();
    buckets.reset();
  }

  @Test
  @DisplayName("[H-7] every recipient's message, byte for byte, and before the outcome is told")
  void served() {
    String session = open();
    enclave.closeBidding();
    assertThat(resolve().statusCode()).isEqualTo(201);

    HttpResponse<byte[]> award = get("buyer-70");
    assertThat(award.statusCode()).isEqualTo(200);
    assertThat(award.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(award.body()).isEqualTo(FakeEnclave.award("buyer-70"));
    assertThat(get("seller").body()).isEqualTo(FakeEnclave.award("seller"));
    assertThat(keptAwards(session)).isEqualTo(BUYERS + 1);
    assertThat(enclave.asked().stream().filter(type -> type == MessageType.AWARDS)).hasSize(2);
  }

  @ParameterizedTest
  @DisplayName("[H-7] killed at any point: no outcome without its awards, and all of them later")
  @ValueSource(strings = {"/awards/buyer-1", "/awards/buyer-66", "/awards/seller", "/outcome.json"})
  void killed(String before) {
    String session = open();
    enclave.closeBidding();
    store.failOn(key -> key.endsWith(before));
    refused(resolve(), 503, "STORAGE_UNAVAILABLE");
    store.failOn(key -> false);
    parent.close();
    parent = new RunningParent(enclave.address(), store, buckets);

    assertThat(store.objects()).doesNotContainKey(session + "/outcome.json");
    refused(parent.get("/auctions/" + id + "/receipt"), 404, "NOT_RESOLVED");
    refused(get("buyer-1"), 404, "NOT_RESOLVED");
    assertThat(resolve().statusCode()).isEqualTo(201);
    everyAwardIsThere(session);
  }

  @Test
  @DisplayName("[H-7] killed between outcome and receipt: the awards are there, enclave or not")
  void killedBeforeReceipt() throws Exception {
    String session = open();
    enclave.closeBidding();
    store.failOn(key -> key.endsWith("receipt.json") && kept("outcome.json"));
    refused(resolve(), 503, "STORAGE_UNAVAILABLE");
    store.failOn(key -> false);
    enclave.stop();
    parent.close();
    parent = new RunningParent(enclave.address(), store, buckets);
    everyAwardIsThere(session);
    assertThat(resolve().statusCode()).isEqualTo(201);
  }

  @Test
  @DisplayName("[H-7] an end that is only looked at is kept with its awards, too")
  void lookedAt() {
    String session = open();
    enclave.closeBidding();
    store.failOn(key -> key.endsWith("/awards/buyer-1"));
    refused(resolve(), 503, "STORAGE_UNAVAILABLE");
    store.failOn(key -> false);
    AuctionView view = parent.read(parent.get("/auctions/" + id), AuctionView.class);
    assertThat(view.state()).isEqualTo(AuctionState.RESOLVED);
    everyAwardIsThere(session);
  }

  @Test
  @DisplayName("[H-7] the enclave is gone before it gave its awards: no outcome is told")
  void enclaveGone() {
    String session = open();
    enclave.closeBidding();
    enclave.refuse(MessageType.AWARDS, ErrorCode.UNKNOWN_SESSION);
    refused(resolve(), 409, "SESSION_LOST");
    assertThat(store.objects()).doesNotContainKey(session + "/outcome.json");
    refused(get("buyer-1"), 404, "NOT_RESOLVED");
  }

  @Test
  @DisplayName("[H-7] a message that isn't the outcome's is not kept, nor is that outcome")
  void anotherMessage() {
    String session = open();
    enclave.closeBidding();
    enclave.onReply(
        frame -> {
          byte[] body = frame.body();
          if (frame.type() == MessageType.AWARDS_REPLY) {
            body[body.length - 1] = (byte) ~body[body.length - 1];
          }
          return Frame.of(frame.type(), frame.requestId(), body);
        });
    refused(resolve(), 502, "ENCLAVE_PROTOCOL");
    assertThat(keptAwards(session)).isZero();
    assertThat(store.objects()).doesNotContainKey(session + "/outcome.json");
  }

  @Test
  @DisplayName("[H-7] what is kept under the name is never overwritten")
  void conflict() {
    String session = open();
    enclave.closeBidding();
    store.objects().put(session + "/awards/buyer-2", new byte[] {1});
    refused(resolve(), 500, "STORAGE_CONFLICT");
    assertThat(store.objects().get(session + "/awards/buyer-2")).containsExactly(1);
    assertThat(store.objects()).doesNotContainKey(session + "/outcome.json");
  }

  @Test
  void noSuchAward() {
    open();
    enclave.closeBidding();
    resolve();
    Problem problem = refused(get("buyer-71"), 404, "NO_SUCH_AWARD");
    assertThat(problem.hint()).contains("SEALED_AWARD");
    refused(get("UPPER"), 400, "MALFORMED_REQUEST");
    refused(parent.get("/auctions/nobody/awards/buyer-1"), 404, "NO_SUCH_AUCTION");
  }

  @Test
  @DisplayName("the seller's sheet is fetched and submitted like a buyer's")
  void sellersSheet() throws Exception {
    String session = open();
    SessionId opened = SessionId.parse(session.substring(session.lastIndexOf('/') + 1));
    byte[] sealed = SealedForm.of(TermsDocument.parse(terms()), opened, "seller", 5);
    Sha384 sheet = buckets.upload("seller", sealed);
    String body = "{\"buyerId\":\"seller\",\"sha384\":\"" + sheet.hex() + "\"}";
    assertThat(parent.post("/auctions/" + id + "/bids", body).statusCode()).isEqualTo(201);
    assertThat(store.objects()).containsKey(session + "/sheets/seller/" + sheet.hex());
    assertThat(parent.post("/auctions/" + id + "/standing", body).statusCode()).isEqualTo(200);
    enclave.closeBidding();
    assertThat(resolve().statusCode()).isEqualTo(201);
  }

  private String open() {
    HttpResponse<byte[]> response = parent.post("/auctions", terms());
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(201);
    AuctionView view = parent.read(response, AuctionView.class);
    return "auctions/" + id + "/sessions/" + view.sessionId();
  }

  private HttpResponse<byte[]> resolve() {
    return parent.post("/auctions/" + id + "/rounds", "");
  }

  private HttpResponse<byte[]> get(String recipient) {
    return parent.get("/auctions/" + id + "/awards/" + recipient);
  }

  private static boolean kept(String name) {
    return store.objects().keySet().stream().anyMatch(key -> key.endsWith(name));
  }

  private static long keptAwards(String session) {
    return store.objects().keySet().stream()
        .filter(key -> key.startsWith(session + "/awards/"))
        .count();
  }

  private void everyAwardIsThere(String session) {
    assertThat(keptAwards(session)).isEqualTo(BUYERS + 1);
    recipients()
        .forEach(
            recipient -> assertThat(get(recipient).body()).isEqualTo(FakeEnclave.award(recipient)));
  }

  private static Stream<String> recipients() {
    return Stream.concat(
        IntStream.rangeClosed(1, BUYERS).mapToObj(i -> "buyer-" + i), Stream.of("seller"));
  }

  private static Problem refused(HttpResponse<byte[]> response, int status, String code) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
    Problem problem = parent.problem(response);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.hint()).isNotBlank();
    return problem;
  }

  /** The example's terms with 70 buyers and a seller, each with an award key. */
  private byte[] terms() {
    String example = new String(ExampleTerms.json(), UTF_8).replace("riverside-2026", id);
    String head = example.substring(0, example.indexOf("\"buyers\""));
    String buyers =
        IntStream.rangeClosed(1, BUYERS)
            .mapToObj(
                i ->
                    """
                    {"id":"buyer-%d","sheetKey":"%s","bucket":"buyer-%d-bids",
                     "bucketRegion":"eu-west-1","bucketOwner":"%012d","objectKey":"sheet",
                     "awardKey":{"publicKey":"%s"}}\
                    """
                        .formatted(i, key(i), i, i, awardKey(i)))
            .collect(Collectors.joining(","));
    return (head.replace("\"lot-3\",", "\"lot-3\", \"reserve\": \"SEALED\",")
            + """
            "buyers":[%s],
            "seller":{"sheetKey":"%s","bucket":"seller-bids","bucketRegion":"eu-west-1",
             "bucketOwner":"999999999999","objectKey":"reserve","awardKey":{"publicKey":"%s"}},
            "disclosure":"SEALED_AWARD","keyGone":"ABORT"}\
            """
                .formatted(buyers, key(9999), awardKey(0)))
        .getBytes(UTF_8);
  }

  private static String key(int number) {
    return "arn:aws:kms:eu-west-1:%012d:key/00000000-0000-4000-8000-%012d"
        .formatted(number, number);
  }

  /** The form of an RSA key: nobody seals to it here. */
  private static String awardKey(int number) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.valueOf(2L * number + 1));
    try {
      byte[] der =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))
              .getEncoded();
      return Base64.getEncoder().encodeToString(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
