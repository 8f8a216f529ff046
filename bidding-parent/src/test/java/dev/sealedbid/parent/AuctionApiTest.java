package dev.sealedbid.parent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.parent.enclave.EnclaveLimits;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.BuyerCodeView;
import dev.sealedbid.rest.EnclaveView;
import dev.sealedbid.rest.FaultView;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.Problem;
import dev.sealedbid.rest.SessionList;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingView;
import dev.sealedbid.rest.VoidedView;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The REST API over HTTP, with an enclave that speaks real frames. */
class AuctionApiTest {
  private static final byte[] NONCE = "0123456789abcdef".getBytes(UTF_8);
  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);
  private static final MemoryStore store = new MemoryStore();
  private static final MemoryBuckets buckets = new MemoryBuckets();
  private static FakeEnclave enclave;
  private static RunningParent parent;

  // Starting a parent takes longer than a test: they share one, and each test has its own auction.
  private final String id = "riverside-" + NUMBERS.incrementAndGet();
  private byte[] terms =
      new String(ExampleTerms.json(), UTF_8).replace("riverside-2026", id).getBytes(UTF_8);

  private @Nullable SessionId session;

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

  @BeforeEach
  void reset() throws Exception {
    enclave.reset();
    store.reset();
    buckets.reset();
  }

  private static void restartParent() {
    parent.close();
    parent = new RunningParent(enclave.address(), store, buckets);
  }

  private AuctionView open() {
    HttpResponse<byte[]> response = parent.post("/auctions", terms);
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(201);
    AuctionView view = parent.read(response, AuctionView.class);
    session = SessionId.parse(view.sessionId());
    return view;
  }

  /** A sheet of the session that was opened last. */
  private byte[] sealed(String buyerId, int number) {
    try {
      return SealedForm.of(
          TermsDocument.parse(terms), Objects.requireNonNull(session), buyerId, number);
    } catch (InvalidTermsException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<byte[]> submit(String buyerId, Sha384 sheet) {
    return parent.post(
        "/auctions/" + id + "/bids",
        "{\"buyerId\":\"" + buyerId + "\",\"sha384\":\"" + sheet.hex() + "\"}");
  }

  private HttpResponse<byte[]> standing(String buyerId, Sha384 sheet) {
    return parent.post(
        "/auctions/" + id + "/standing",
        "{\"buyerId\":\"" + buyerId + "\",\"sha384\":\"" + sheet.hex() + "\"}");
  }

  private Sha384 bid(String buyerId) {
    Sha384 sheet = buckets.upload(buyerId, sealed(buyerId, 7));
    assertThat(submit(buyerId, sheet).statusCode()).isEqualTo(201);
    return sheet;
  }

  private HttpResponse<byte[]> resolve() {
    return parent.post("/auctions/" + id + "/rounds", "");
  }

  private Problem refused(HttpResponse<byte[]> response, int status, String code) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
    Problem problem = parent.problem(response);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.type()).isEqualTo("urn:sealed-bid:problem:" + code);
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.title()).isNotBlank();
    assertThat(problem.detail()).isNotBlank();
    assertThat(problem.hint()).isNotBlank();
    return problem;
  }

  @Nested
  class Opening {
    @Test
    @DisplayName(
        "[H-1] 201 with Location, the terms' own bytes and the opening; both are in the bucket")
    void opens() {
      HttpResponse<byte[]> response = parent.post("/auctions", terms);

      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/auctions/" + id);
      AuctionView view = parent.read(response, AuctionView.class);
      assertThat(view.termsBytes()).isEqualTo(terms);
      assertThat(view.termsSha384()).isEqualTo(Sha384.of(terms).hex());
      assertThat(view.state()).isEqualTo(AuctionState.OPEN);
      String session = "auctions/" + id + "/sessions/" + view.sessionId();
      assertThat(store.objects())
          .containsOnlyKeys(session + "/terms.json", session + "/opening.json");
      assertThat(store.objects().get(session + "/terms.json")).isEqualTo(terms);
    }

    @Test
    @DisplayName("the same terms again: 200 with the same session")
    void again() {
      AuctionView first = open();
      HttpResponse<byte[]> second = parent.post("/auctions", terms);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(parent.read(second, AuctionView.class)).isEqualTo(first);
    }

    @Test
    @DisplayName("dead before the opening was kept: the same terms bring the same session's")
    void diedBeforeStorage() {
      store.failOn(key -> key.endsWith("opening.json"));
      refused(parent.post("/auctions", terms), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      restartParent();
      refused(parent.get("/auctions/" + id), 404, "NO_SUCH_AUCTION");

      assertThat(parent.post("/auctions", terms).statusCode()).isEqualTo(201);
      assertThat(parent.get("/auctions/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void otherTermsWhileOpen() {
      open();
      String other = new String(terms, UTF_8).replace("Riverside flats", "Other flats");
      refused(parent.post("/auctions", other), 409, "SESSION_ALREADY_OPEN");
    }

    @Test
    void everyFaultOfTheTerms() {
      String faulty =
          new String(terms, UTF_8).replace("\"title\"", "\"headline\"").replace("\"EUR\"", "\"\"");
      Problem problem = refused(parent.post("/auctions", faulty), 422, "INVALID_TERMS");
      assertThat(problem.faults()).hasSizeGreaterThan(1);
      assertThat(enclave.asked()).isEmpty();
    }

    @Test
    void anotherDecryptRole() {
      String other = new String(terms, UTF_8).replace("role/auctioneer-decrypt", "role/other");
      Problem problem = refused(parent.post("/auctions", other), 422, "INVALID_TERMS");
      assertThat(problem.faults()).extracting(FaultView::path).containsExactly("$.decryptRole");
    }

    @Test
    @DisplayName("a key whose KMS the enclave can't reach is refused before anything is opened")
    void aRegionThatIsNotAllowed() {
      try (RunningParent narrow =
          new RunningParent(
              enclave.address(),
              store,
              buckets,
              session -> RunningParent.credentials(),
              context -> {},
              "--sealed-bid.kms-proxy.allow=kms.sa-east-1.amazonaws.com:443")) {
        Problem problem = refused(narrow.post("/auctions", terms), 422, "KMS_REGION_NOT_ALLOWED");
        assertThat(problem.detail())
            .contains("The sheet key of buyer-")
            .contains("kms.eu-west-1.amazonaws.com:443")
            .contains("sealed-bid.kms-proxy.allow");
        assertThat(enclave.asked()).isEmpty();
        assertThat(store.objects()).isEmpty();
      }
    }

    @Test
    void theEnclavesOwnRefusal() {
      enclave.refuse(MessageType.OPEN, ErrorCode.WRONG_MEASUREMENTS);
      refused(parent.post("/auctions", terms), 422, "WRONG_MEASUREMENTS");
      assertThat(store.objects()).isEmpty();
    }

    @Test
    @DisplayName("[H-6] a resolved auction is never opened again")
    void resolvedStaysResolved() {
      open();
      enclave.closeBidding();
      resolve();
      refused(parent.post("/auctions", terms), 409, "ALREADY_RESOLVED");
    }

    @Test
    @DisplayName("after a void the auction gets another session, and the first stays to be seen")
    void afterVoid() {
      AuctionView first = open();
      parent.post("/auctions/" + id + "/void", "");
      AuctionView second = open();

      assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
      SessionList sessions =
          parent.read(parent.get("/auctions/" + id + "/sessions"), SessionList.class);
      assertThat(sessions.sessions())
          .extracting(SessionView::state)
          .containsExactly(AuctionState.VOID, AuctionState.OPEN);
      assertThat(sessions.sessions().get(0).voidStatement()).isNotNull();
    }

    @Test
    @DisplayName("the opening attested for the caller's nonce: same statement, another document")
    void attested() {
      AuctionView view = open();
      String body = "{\"nonce\":\"" + Base64.getEncoder().encodeToString(NONCE) + "\"}";
      AttestedStatementView again =
          parent.read(
              parent.post("/auctions/" + id + "/opening", body), AttestedStatementView.class);
      assertThat(again.statement()).isEqualTo(view.opening().statement());
      assertThat(again.attestationBytes()).isEqualTo(FakeEnclave.document(NONCE));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "null",
          "[]",
          "{}",
          "{\"nonce\":\"\"}",
          "{\"nonce\":\"c2hvcnQ=\"}",
          "{\"nonce\":\"no base64!\"}",
          "{\"nonce\":12345678901234567890}",
          "{\"nonce\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"} {}",
          "{\"nonce\":\"MDEyMzQ1Njc4OWFiY2RlZg==\",\"nonce\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}"
        })
    void malformedNonce(String body) {
      open();
      refused(parent.post("/auctions/" + id + "/opening", body), 400, "MALFORMED_REQUEST");
    }

    @Test
    void unknownFieldIsNamed() {
      open();
      Problem problem =
          refused(
              parent.post("/auctions/" + id + "/opening", "{\"nonse\":\"x\"}"),
              400,
              "MALFORMED_REQUEST");
      assertThat(problem.detail()).contains("\"nonse\"");
    }
  }

  @Nested
  class Submitting {
    @Test
    @DisplayName("[H-1] 201; the copy and the acknowledgement are in the bucket")
    void acknowledges() {
      AuctionView view = open();
      Sha384 sheet = bid("buyer-1");

      String session = "auctions/" + id + "/sessions/" + view.sessionId();
      assertThat(store.objects())
          .containsKeys(
              session + "/sheets/buyer-1/" + sheet.hex(), session + "/acknowledgements/1.json");
      assertThat(standing("buyer-1", sheet).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName(
        "the same sheet again: 200 with the same bytes, the enclave not asked, closed or not")
    void again() {
      open();
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      HttpResponse<byte[]> first = submit("buyer-1", sheet);
      enclave.closeBidding();
      restartParent();
      HttpResponse<byte[]> second = submit("buyer-1", sheet);

      assertThat(first.statusCode()).isEqualTo(201);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(enclave.asked()).containsOnlyOnce(MessageType.SUBMIT);
    }

    @Test
    @DisplayName("another party's acknowledged sheet isn't acknowledged as one's own, nor copied")
    void anothersSheet() {
      open();
      bid("buyer-1");
      Sha384 theirs = buckets.upload("buyer-2", sealed("buyer-1", 7));
      refused(submit("buyer-2", theirs), 422, "SHEET_WRONG_KEY");
      assertThat(enclave.asked()).containsOnlyOnce(MessageType.SUBMIT);
      refused(standing("buyer-2", theirs), 404, "NO_SUCH_ACKNOWLEDGEMENT");
      assertThat(store.objects().keySet()).noneMatch(key -> key.contains("/sheets/buyer-2/"));
    }

    @Test
    @DisplayName("[H-3] G10: without a copy the enclave isn't asked")
    void copyFirst() {
      open();
      store.failOn(key -> key.contains("/sheets/"));
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 503, "STORAGE_UNAVAILABLE");
      assertThat(enclave.asked()).doesNotContain(MessageType.SUBMIT);
    }

    @Test
    @DisplayName(
        "[H-3] G10: without a kept acknowledgement the buyer gets none; asking again gives it")
    void acknowledgementBeforeAnswer() {
      open();
      store.failOn(key -> key.contains("/acknowledgements/"));
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      assertThat(submit("buyer-1", sheet).statusCode()).isEqualTo(201);
    }

    @Test
    @DisplayName(
        "an acknowledgement that was never kept is had again before resolving: the receipt has it")
    void recovered() throws Exception {
      open();
      bid("buyer-2");
      store.failOn(key -> key.contains("/acknowledgements/"));
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      restartParent();
      enclave.closeBidding();

      Receipt receipt = Receipt.parse(resolve().body());

      assertThat(receipt.acknowledgements()).hasSize(2);
    }

    @Test
    @DisplayName("… also if an earlier parent kept copies of it in others' names")
    void recoveredInTheRightName() throws Exception {
      AuctionView view = open();
      byte[] bytes = sealed("buyer-2", 1);
      String sheets = "auctions/" + id + "/sessions/" + view.sessionId() + "/sheets/";
      for (String other : List.of("buyer-1", "buyer-3")) {
        store.objects().put(sheets + other + "/" + Sha384.of(bytes).hex(), bytes);
      }
      store.failOn(key -> key.contains("/acknowledgements/"));
      refused(submit("buyer-2", buckets.upload("buyer-2", bytes)), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      restartParent();
      enclave.closeBidding();

      Receipt receipt = Receipt.parse(resolve().body());

      assertThat(receipt.acknowledgements()).hasSize(1);
    }

    @Test
    @DisplayName("[H-11] what the enclave would refuse by its form is refused before it is copied")
    void junkIsNotCopied() {
      open();
      byte[] random = new byte[16];
      byte[] cut = Arrays.copyOf(sealed("buyer-1", 1), 900);
      refused(submit("buyer-1", buckets.upload("buyer-1", random)), 422, "SHEET_MALFORMED");
      refused(submit("buyer-1", buckets.upload("buyer-1", cut)), 422, "SHEET_MALFORMED");
      byte[] theirs = sealed("buyer-2", 1);
      refused(submit("buyer-1", buckets.upload("buyer-1", theirs)), 422, "SHEET_WRONG_KEY");
      byte[] revised =
          new String(sealed("buyer-1", 1), ISO_8859_1)
              .replace("\0\10revision\0\1" + "1", "\0\10revision\0\1" + "0")
              .getBytes(ISO_8859_1);
      refused(submit("buyer-1", buckets.upload("buyer-1", revised)), 422, "SHEET_WRONG_CONTEXT");

      assertThat(enclave.asked()).doesNotContain(MessageType.SUBMIT);
      assertThat(store.objects().keySet()).noneMatch(key -> key.contains("/sheets/"));
    }

    @Test
    @DisplayName("[H-11] a sheet of an earlier session isn't copied into the new one")
    void earlierSession() {
      open();
      byte[] old = sealed("buyer-1", 1);
      parent.post("/auctions/" + id + "/void", "");
      open();
      refused(submit("buyer-1", buckets.upload("buyer-1", old)), 422, "SHEET_WRONG_CONTEXT");
      assertThat(store.objects().keySet()).noneMatch(key -> key.contains("/sheets/"));
    }

    @Test
    @DisplayName("[H-11] after closing nothing new is copied, nor the enclave asked")
    void lateIsNotCopied() {
      open();
      Sha384 early = bid("buyer-1");
      Sha384 sheet = buckets.upload("buyer-2", sealed("buyer-2", 1));
      Instant closing = Instant.parse("2026-12-01T12:00:00Z");
      try (RunningParent later =
          new RunningParent(
              enclave.address(),
              store,
              buckets,
              session -> RunningParent.credentials(),
              RunningParent.at(closing))) {
        String body = "{\"buyerId\":\"buyer-2\",\"sha384\":\"" + sheet.hex() + "\"}";
        refused(later.post("/auctions/" + id + "/bids", body), 409, "CLOSED");
        String known = "{\"buyerId\":\"buyer-1\",\"sha384\":\"" + early.hex() + "\"}";
        assertThat(later.post("/auctions/" + id + "/bids", known).statusCode()).isEqualTo(200);
      }
      assertThat(enclave.asked()).containsOnlyOnce(MessageType.SUBMIT);
      assertThat(store.objects().keySet()).noneMatch(key -> key.contains("/sheets/buyer-2/"));
    }

    @Test
    @DisplayName("[H-11] copies of a party are as many as its box has places, restarted or not")
    void copiesAreBounded() {
      open();
      enclave.refuse(MessageType.SUBMIT, ErrorCode.BUSY);
      for (int i = 1; i <= Limits.MAX_SHEETS_PER_BUYER; i++) {
        refused(submit("buyer-1", buckets.upload("buyer-1", sealed("buyer-1", i))), 503, "BUSY");
      }
      restartParent();
      Sha384 more = buckets.upload("buyer-1", sealed("buyer-1", 99));
      refused(submit("buyer-1", more), 409, "BOX_FULL");
      assertThat(copies("buyer-1")).isEqualTo(Limits.MAX_SHEETS_PER_BUYER);
      enclave.refuse(MessageType.SUBMIT, null);
      Sha384 kept = buckets.upload("buyer-1", sealed("buyer-1", 3));
      assertThat(submit("buyer-1", kept).statusCode()).isEqualTo(201);
      bid("buyer-2");
    }

    private long copies(String party) {
      return store.objects().keySet().stream()
          .filter(key -> key.contains("/sheets/" + party + "/"))
          .count();
    }

    @Test
    @DisplayName("[H-11] copies that nobody acknowledged aren't asked about when a round begins")
    void recoveryAsksForWhatIsMissingOnly() throws Exception {
      open();
      enclave.refuse(MessageType.SUBMIT, ErrorCode.BUSY);
      for (int i = 1; i <= Limits.MAX_SHEETS_PER_BUYER; i++) {
        refused(submit("buyer-1", buckets.upload("buyer-1", sealed("buyer-1", i))), 503, "BUSY");
      }
      enclave.refuse(MessageType.SUBMIT, null);
      store.failOn(key -> key.contains("/acknowledgements/"));
      Sha384 sheet = buckets.upload("buyer-2", sealed("buyer-2", 1));
      refused(submit("buyer-2", sheet), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      restartParent();
      enclave.closeBidding();
      long before = submits();

      assertThat(Receipt.parse(resolve().body()).acknowledgements()).hasSize(1);

      assertThat(submits() - before).isOne();
    }

    private long submits() {
      return enclave.asked().stream().filter(type -> type == MessageType.SUBMIT).count();
    }

    @Test
    void unknownBuyer() {
      open();
      refused(submit("buyer-9", Sha384.of(new byte[] {1})), 422, "UNKNOWN_BUYER");
      assertThat(enclave.asked()).doesNotContain(MessageType.SUBMIT);
    }

    @Test
    void nothingUploaded() {
      open();
      refused(submit("buyer-1", Sha384.of(new byte[] {1})), 422, "OBJECT_NOT_FOUND");
    }

    /** [H-2]. */
    @Test
    void anotherSheetUploaded() {
      open();
      buckets.upload("buyer-1", new byte[] {2});
      refused(submit("buyer-1", Sha384.of(new byte[] {1})), 422, "WRONG_DIGEST");
    }

    @Test
    void afterClosing() {
      open();
      enclave.closeBidding();
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 409, "CLOSED");
    }

    @Test
    @DisplayName("a refused sheet spoils no other buyer's")
    void refusedSheet() {
      open();
      enclave.refuse(MessageType.SUBMIT, ErrorCode.SHEET_MALFORMED);
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 422, "SHEET_MALFORMED");
      enclave.refuse(MessageType.SUBMIT, null);
      bid("buyer-2");
      enclave.closeBidding();
      assertThat(resolve().statusCode()).isEqualTo(201);
    }

    /** [H-4]. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"buyerId\":\"../buyer-1\",\"sha384\":\"%s\"}",
          "{\"sha384\":\"%s\"}",
          "{\"buyerId\":\"buyer-1\"}",
          "{\"buyerId\":\"buyer-1\",\"sha384\":\"00\"}",
          "{\"buyerId\":\"buyer-1\",\"sha384\":\"%S\"}",
          "{\"buyerId\":\"buyer-1\",\"sha384\":\"%s\",\"versionId\":\"\"}",
          "{\"buyerId\":\"buyer-1\",\"sha384\":\"%s\",\"versionId\":\"a\\nb\"}",
          "{\"buyerId\":\"buyer-1\",\"sha384\":\"%s\",\"amount\":1}",
          "{\"buyerId\":1,\"sha384\":\"%s\"}"
        })
    void malformed(String form) {
      open();
      String body = form.formatted(Sha384.of(new byte[] {1}).hex());
      refused(parent.post("/auctions/" + id + "/bids", body), 400, "MALFORMED_REQUEST");
    }

    @Test
    @DisplayName("an answer for another sheet isn't kept")
    void foreignAcknowledgement() {
      open();
      bid("buyer-1");
      Sha384 sheet = buckets.upload("buyer-2", sealed("buyer-2", 2));
      enclave.onReply(
          frame -> {
            if (frame.type() != MessageType.STATEMENT) {
              return frame;
            }
            return Frame.of(
                MessageType.STATEMENT, frame.requestId(), swapped(frame.body(), "buyer-2"));
          });
      refused(submit("buyer-2", sheet), 502, "ENCLAVE_PROTOCOL");
    }

    private byte[] swapped(byte[] body, String buyerId) {
      String text = new String(body, ISO_8859_1);
      return text.replace(buyerId, "buyer-3").getBytes(ISO_8859_1);
    }
  }

  @Nested
  class Resolving {
    @Test
    @DisplayName("[H-1] 201 with a receipt first, then 200 with the same bytes, here and over GET")
    void resolves() throws Exception {
      open();
      bid("buyer-1");
      bid("buyer-3");
      enclave.closeBidding();

      HttpResponse<byte[]> first = resolve();
      HttpResponse<byte[]> second = resolve();

      assertThat(first.statusCode()).isEqualTo(201);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(parent.get("/auctions/" + id + "/receipt").body()).isEqualTo(first.body());
      Receipt receipt = Receipt.parse(first.body());
      assertThat(receipt.terms()).isEqualTo(terms);
      assertThat(receipt.acknowledgements()).hasSize(2);
      assertThat(store.objects().get("auctions/" + id + "/receipt.json")).isEqualTo(first.body());
      assertThat(parent.read(parent.get("/auctions/" + id), AuctionView.class).state())
          .isEqualTo(AuctionState.RESOLVED);
    }

    @Test
    void manySheetsInBatches() throws Exception {
      terms = withBuyers(10);
      open();
      for (int i = 0; i < 150; i++) {
        String buyer = "buyer-" + (1 + i % 10);
        Sha384 sheet = buckets.upload(buyer, sealed(buyer, 1 + i));
        assertThat(submit(buyer, sheet).statusCode()).isEqualTo(201);
      }
      enclave.closeBidding();
      assertThat(Receipt.parse(resolve().body()).acknowledgements()).hasSize(150);
      assertThat(enclave.asked().stream().filter(type -> type == MessageType.PRESENT)).hasSize(3);
    }

    private byte[] withBuyers(int count) {
      ObjectNode changed = (ObjectNode) JsonMapper.shared().readTree(terms);
      ArrayNode all = (ArrayNode) changed.required("buyers");
      for (int i = all.size() + 1; i <= count; i++) {
        String key = "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-%012d";
        ObjectNode another = ((ObjectNode) all.required(0)).deepCopy();
        all.add(
            another
                .put("id", "buyer-" + i)
                .put("sheetKey", key.formatted(i))
                .put("objectKey", "sheet-" + i));
      }
      return changed.toString().getBytes(UTF_8);
    }

    @Test
    @DisplayName(
        "killed after the enclave's reply: a new parent gets the same outcome by resolving again")
    void killedBeforeStorage() throws Exception {
      open();
      bid("buyer-1");
      enclave.closeBidding();
      store.failOn(
          key -> key.endsWith("outcome.json") && enclave.asked().contains(MessageType.RESOLVE));
      refused(resolve(), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      restartParent();

      HttpResponse<byte[]> response = resolve();

      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(Receipt.parse(response.body()).acknowledgements()).hasSize(1);
    }

    @Test
    @DisplayName(
        "killed between outcome and receipt: the receipt is made of what is kept, enclave dead or"
            + " not")
    void killedBeforeReceipt() throws Exception {
      open();
      enclave.closeBidding();
      store.failOn(
          key -> key.endsWith("receipt.json") && enclave.asked().contains(MessageType.RESOLVE));
      refused(resolve(), 503, "STORAGE_UNAVAILABLE");
      store.failOn(key -> false);
      enclave.stop();
      restartParent();
      assertThat(resolve().statusCode()).isEqualTo(201);
      enclave.restart();
    }

    @Test
    void beforeClosing() {
      open();
      refused(resolve(), 409, "NOT_YET_CLOSED");
      refused(parent.get("/auctions/" + id + "/receipt"), 404, "NOT_RESOLVED");
    }

    @Test
    @DisplayName("KMS_REFUSED names buyers and codes, decides nothing, and may be tried again")
    void kmsRefused() {
      open();
      enclave.closeBidding();
      enclave.refuse(
          MessageType.RESOLVE,
          ErrorCode.KMS_REFUSED,
          new BuyerCode("buyer-1", "AccessDeniedException"));
      Problem problem = refused(resolve(), 424, "KMS_REFUSED");
      assertThat(problem.buyers())
          .containsExactly(new BuyerCodeView("buyer-1", "AccessDeniedException"));
      enclave.refuse(MessageType.RESOLVE, null);
      assertThat(resolve().statusCode()).isEqualTo(201);
    }

    @Test
    @DisplayName("a void that comes of it: 409 with the statement, every time, and kept")
    void endsInVoid() {
      AuctionView view = open();
      enclave.passResolveBy();
      Problem first = refused(resolve(), 409, "VOIDED");
      assertThat(first.detail()).contains(view.sessionId()).contains("RESOLVE_BY_PASSED");
      Problem second = refused(resolve(), 409, "VOIDED");
      assertThat(first.voidStatement()).isNotNull().isEqualTo(second.voidStatement());
      assertThat(store.objects())
          .containsKey("auctions/" + id + "/sessions/" + view.sessionId() + "/void.json");
    }

    @Test
    @DisplayName("time runs out during the round: the void statement is had and kept")
    void resolveByPassesMeanwhile() {
      open();
      bid("buyer-1");
      enclave.closeBidding();
      enclave.refuse(MessageType.RESOLVE, ErrorCode.RESOLVE_BY_PASSED);
      refused(resolve(), 409, "VOIDED");
    }

    @Test
    void copyGone() {
      AuctionView view = open();
      Sha384 sheet = bid("buyer-1");
      String key =
          "auctions/" + id + "/sessions/" + view.sessionId() + "/sheets/buyer-1/" + sheet.hex();
      byte[] copy = store.objects().remove(key);
      enclave.closeBidding();
      refused(resolve(), 500, "SHEET_COPY_MISSING");
      store.objects().put(key, copy);
      assertThat(resolve().statusCode()).isEqualTo(201);
    }

    @Test
    @DisplayName("one round at a time: the second is told so at once")
    void oneAtATime() throws Exception {
      open();
      bid("buyer-1");
      enclave.closeBidding();
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      enclave.afterWork(
          () -> {
            inside.countDown();
            awaitQuietly(goOn);
          });
      CompletableFuture<HttpResponse<byte[]>> first =
          CompletableFuture.supplyAsync(AuctionApiTest.this::resolve);
      assertThat(inside.await(5, TimeUnit.MINUTES)).isTrue();
      refused(resolve(), 409, "ROUND_UNDER_WAY");
      goOn.countDown();
      assertThat(first.get(5, TimeUnit.MINUTES).statusCode()).isEqualTo(201);
    }

    private void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await(5, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Test
    @DisplayName("the enclave gets the credentials, and nothing that is kept or answered has them")
    void credentialsGoNowhereElse() {
      open();
      enclave.closeBidding();
      HttpResponse<byte[]> response = resolve();
      assertThat(enclave.credentials().get(1)).isEqualTo(RunningParent.SECRET.getBytes(UTF_8));
      assertThat(new String(response.body(), UTF_8)).doesNotContain(RunningParent.SECRET);
      assertThat(store.objects().values())
          .noneMatch(bytes -> new String(bytes, UTF_8).contains(RunningParent.SECRET));
    }
  }

  @Nested
  class Voiding {
    @Test
    @DisplayName("200 with the void statement, the same again; nothing else is possible afterwards")
    void voids() {
      open();
      HttpResponse<byte[]> first = parent.post("/auctions/" + id + "/void", "");
      HttpResponse<byte[]> second =
          parent.post("/auctions/" + id + "/void", "{\"reason\":\"a typing mistake\"}");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(parent.read(second, VoidedView.class).attested())
          .isEqualTo(parent.read(first, VoidedView.class).attested());
      refused(resolve(), 409, "VOIDED");
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      assertThat(submit("buyer-1", sheet).statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("[H-9] the reason is kept beside the session, once, and shown with it")
    void reasonIsKept() {
      AuctionView view = open();
      String place = "auctions/" + id + "/sessions/" + view.sessionId() + "/void-reason.txt";
      voidFor("lot 2 was sold – elsewhere");
      assertThat(new String(store.objects().get(place), UTF_8))
          .isEqualTo("lot 2 was sold – elsewhere");
      VoidedView again = parent.read(voidFor("another story"), VoidedView.class);
      assertThat(again.reason()).isEqualTo("lot 2 was sold – elsewhere");

      restartParent();
      AuctionView after = parent.read(parent.get("/auctions/" + id), AuctionView.class);
      assertThat(after.voidReason()).isEqualTo("lot 2 was sold – elsewhere");
      assertThat(after.voidStatement()).isEqualTo(again.attested());
      SessionView session =
          parent.read(
              parent.get("/auctions/" + id + "/sessions/" + view.sessionId()), SessionView.class);
      assertThat(session.voidReason()).isEqualTo("lot 2 was sold – elsewhere");
    }

    @Test
    @DisplayName("[H-9] no reason is kept for a void that nobody asked for, nor for no void at all")
    void reasonOfNoRequest() {
      open();
      enclave.closeBidding();
      resolve();
      refused(voidFor("too late"), 409, "ALREADY_RESOLVED");
      enclave.refuse(MessageType.VOID, null);
      assertThat(store.objects().keySet()).noneMatch(key -> key.endsWith("void-reason.txt"));
    }

    @Test
    @DisplayName("[H-9] no reason is kept for a session that ran out of time")
    void reasonOfTimeout() {
      open();
      enclave.passResolveBy();
      assertThat(parent.read(voidFor("rain"), VoidedView.class).reason()).isNull();
      assertThat(store.objects().keySet()).noneMatch(key -> key.endsWith("void-reason.txt"));
    }

    private HttpResponse<byte[]> voidFor(String reason) {
      return parent.post("/auctions/" + id + "/void", "{\"reason\":\"" + reason + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\\nlines", "\\u001b[31mred", "turned \\u202e round"})
    void reasonThatIsNoLine(String reason) {
      open();
      refused(voidFor(reason), 400, "MALFORMED_REQUEST");
      assertThat(enclave.asked()).doesNotContain(MessageType.VOID);
    }

    @Test
    void neverAResolvedOne() {
      open();
      enclave.closeBidding();
      resolve();
      refused(parent.post("/auctions/" + id + "/void", ""), 409, "ALREADY_RESOLVED");
    }

    @Test
    void reasonTooLong() {
      open();
      String body = "{\"reason\":\"" + "x".repeat(201) + "\"}";
      refused(parent.post("/auctions/" + id + "/void", body), 400, "MALFORMED_REQUEST");
    }
  }

  @Nested
  class Restarts {
    @Test
    @DisplayName("a restarted parent carries on from the bucket alone")
    void parent() throws Exception {
      AuctionView before = open();
      Sha384 first = bid("buyer-1");
      restartParent();
      Sha384 second = bid("buyer-2");
      restartParent();

      AuctionView after = parent.read(parent.get("/auctions/" + id), AuctionView.class);
      assertThat(after.sessionId()).isEqualTo(before.sessionId());
      assertThat(standing("buyer-1", first).statusCode()).isEqualTo(200);
      assertThat(standing("buyer-2", second).statusCode()).isEqualTo(200);
      enclave.closeBidding();
      assertThat(Receipt.parse(resolve().body()).acknowledgements()).hasSize(2);
    }

    @Test
    @DisplayName(
        "a restarted enclave doesn't hold the session: SESSION_LOST everywhere, and a new one"
            + " opens")
    void enclave() throws Exception {
      AuctionView first = open();
      enclave.restart();

      refused(resolve(), 409, "SESSION_LOST");
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 409, "SESSION_LOST");
      refused(parent.post("/auctions/" + id + "/void", ""), 409, "SESSION_LOST");
      String nonce = "{\"nonce\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}";
      refused(parent.post("/auctions/" + id + "/opening", nonce), 409, "SESSION_LOST");
      assertThat(parent.read(parent.get("/auctions/" + id), AuctionView.class).state())
          .isEqualTo(AuctionState.SESSION_LOST);
      assertThat(open().sessionId()).isNotEqualTo(first.sessionId());
    }

    @Test
    @DisplayName(
        "a dead enclave: 503 ENCLAVE_UNREACHABLE; what is kept is still served; it recovers")
    void deadEnclave() throws Exception {
      open();
      enclave.stop();
      refused(resolve(), 503, "ENCLAVE_UNREACHABLE");
      refused(parent.post("/auctions", terms), 503, "ENCLAVE_UNREACHABLE");
      refused(parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg"), 503, "ENCLAVE_UNREACHABLE");
      refused(parent.get("/auctions/" + id + "/receipt"), 404, "NOT_RESOLVED");
      AuctionView view = parent.read(parent.get("/auctions/" + id), AuctionView.class);
      assertThat(view.state()).isEqualTo(AuctionState.OPEN);
      assertThat(view.unconfirmed()).isEqualTo("ENCLAVE_UNREACHABLE");
      enclave.restart();
      assertThat(parent.post("/auctions", terms).statusCode()).isEqualTo(201);
    }

    @Test
    @DisplayName("connections that the enclave closed are replaced unseen")
    void brokenConnections() throws Exception {
      open();
      enclave.breakConnections();
      bid("buyer-1");
    }
  }

  @Nested
  class Viewing {
    @Test
    void lists() {
      assertThat(parent.read(parent.get("/auctions"), AuctionList.class).auctions()).isEmpty();
      AuctionView view = open();
      AuctionList list = parent.read(parent.get("/auctions"), AuctionList.class);
      assertThat(list.auctions()).hasSize(1);
      assertThat(list.auctions().get(0).sessionId()).isEqualTo(view.sessionId());
      assertThat(list.auctions().get(0).title()).isEqualTo("Riverside flats");
    }

    @Test
    void oneSession() {
      AuctionView view = open();
      bid("buyer-1");
      SessionView session =
          parent.read(
              parent.get("/auctions/" + id + "/sessions/" + view.sessionId()), SessionView.class);
      assertThat(session.opening()).isEqualTo(view.opening());
      assertThat(session.outcome()).isNull();
    }

    @Test
    @DisplayName("[H-12] until the end nothing that anybody may read changes when a party submits")
    void whoHasSubmitted() {
      AuctionView view = open();
      List<String> paths =
          List.of(
              "/auctions",
              "/auctions/" + id,
              "/auctions/" + id + "/sessions",
              "/auctions/" + id + "/sessions/" + view.sessionId());
      List<byte[]> before = paths.stream().map(path -> parent.get(path).body()).toList();
      bid("buyer-1");
      bid("buyer-2");
      for (int i = 0; i < paths.size(); i++) {
        assertThat(parent.get(paths.get(i)).body()).as(paths.get(i)).isEqualTo(before.get(i));
      }
    }

    @Test
    @DisplayName(
        "[H-12] a party's standing is told to whoever names an acknowledged sheet of its own")
    void ownStanding() {
      open();
      Sha384 older = buckets.upload("buyer-1", sealed("buyer-1", 5));
      HttpResponse<byte[]> first = submit("buyer-1", older);
      Sha384 newer = buckets.upload("buyer-1", sealed("buyer-1", 9));
      HttpResponse<byte[]> second = submit("buyer-1", newer);
      Sha384 late = buckets.upload("buyer-1", sealed("buyer-1", 7));
      submit("buyer-1", late);
      restartParent();

      StandingView standing = parent.read(standing("buyer-1", older), StandingView.class);
      AttestedStatementView acknowledged = parent.read(first, AttestedStatementView.class);
      AttestedStatementView newest = parent.read(second, AttestedStatementView.class);
      assertThat(standing.acknowledgement()).isEqualTo(acknowledged);
      assertThat(standing.newest()).isEqualTo(newest);
      standing = parent.read(standing("buyer-1", newer), StandingView.class);
      assertThat(standing).isEqualTo(new StandingView(newest, newest));
    }

    @Test
    @DisplayName(
        "[H-12] without one the answer is the same, whether the party has submitted or not")
    void anothersStanding() {
      open();
      Sha384 own = bid("buyer-1");
      Sha384 guessed = Sha384.of(new byte[] {1});
      byte[] submitted = standing("buyer-1", guessed).body();
      Problem problem = refused(standing("buyer-2", guessed), 404, "NO_SUCH_ACKNOWLEDGEMENT");
      assertThat(standing("buyer-2", guessed).body()).isEqualTo(submitted);
      assertThat(standing("nobody", guessed).body()).isEqualTo(submitted);
      assertThat(problem.detail()).doesNotContain("buyer");
      refused(standing("buyer-2", own), 404, "NO_SUCH_ACKNOWLEDGEMENT");
      refused(
          parent.post("/auctions/" + id + "/standing", "{\"buyerId\":\"buyer-1\"}"),
          400,
          "MALFORMED_REQUEST");
    }

    @Test
    void theEnclave() {
      EnclaveView view =
          parent.read(parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg"), EnclaveView.class);
      assertThat(view.attestationBytes()).isEqualTo(FakeEnclave.document(NONCE));
    }

    @Test
    void unknownAuctionOrSession() {
      refused(parent.get("/auctions/nobody"), 404, "NO_SUCH_AUCTION");
      refused(parent.get("/auctions/nobody/receipt"), 404, "NO_SUCH_AUCTION");
      refused(parent.post("/auctions/nobody/rounds", ""), 404, "NO_SUCH_AUCTION");
      open();
      refused(
          parent.get("/auctions/" + id + "/sessions/" + "ab".repeat(32)), 404, "NO_SUCH_SESSION");
    }
  }

  @Nested
  @DisplayName("[H-10] reads don't wait for an enclave that hangs")
  class HungEnclave {
    // Were one of them to wait as long as other requests may, this test would not end in time.
    private final EnclaveLimits limits =
        new EnclaveLimits(
            2,
            Duration.ofSeconds(3),
            Duration.ofMillis(200),
            Duration.ofHours(1),
            Duration.ofHours(1));

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void reads() throws Exception {
      AuctionView opened = open();
      String second = id + "-second";
      parent.post("/auctions", new String(terms, UTF_8).replace(id, second).getBytes(UTF_8));
      CountDownLatch over = new CountDownLatch(1);
      try (RunningParent reading =
          new RunningParent(
              enclave.address(),
              store,
              buckets,
              session -> RunningParent.credentials(),
              context -> context.getBeanFactory().registerSingleton("enclaveLimits", limits))) {
        enclave.afterWork(() -> awaitQuietly(over));

        AuctionView view = reading.read(reading.get("/auctions/" + id), AuctionView.class);
        assertThat(view.state()).isEqualTo(AuctionState.OPEN);
        assertThat(view.unconfirmed()).isIn("ENCLAVE_UNREACHABLE", "OVERLOADED");
        assertThat(view.termsBytes()).isEqualTo(terms);
        String session = "/auctions/" + id + "/sessions/" + opened.sessionId();
        assertThat(reading.read(reading.get(session), SessionView.class).unconfirmed()).isNotNull();
        long asked = asked();
        AuctionList list = reading.read(reading.get("/auctions"), AuctionList.class);
        assertThat(list.auctions()).hasSize(2).allMatch(auction -> auction.unconfirmed() != null);
        assertThat(asked() - asked).as("questions to the enclave for two auctions").isOne();
      } finally {
        over.countDown();
      }
    }

    private long asked() {
      return enclave.asked().stream().filter(type -> type == MessageType.STATUS).count();
    }

    private void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class BadRequests {
    @ParameterizedTest
    @ValueSource(strings = {"UPPER", "a%20b", "-a", "a.b", "..%2Fx"})
    void ids(String bad) {
      HttpResponse<byte[]> response = parent.get("/auctions/" + bad);
      refused(response, 400, "MALFORMED_REQUEST");
      assertThat(store.objects()).isEmpty();
    }

    @Test
    void sessionId() {
      refused(parent.get("/auctions/a/sessions/xyz"), 400, "MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"/enclave", "/enclave?nonce=", "/enclave?nonce=AAAA", "/enclave?nonce=a+b"})
    void enclaveNonce(String path) {
      refused(parent.get(path), 400, "MALFORMED_REQUEST");
    }

    /** [H-4]. */
    @Test
    void termsTooLarge() {
      refused(parent.post("/auctions", new byte[8 * 1024 * 1024 + 1]), 413, "REQUEST_TOO_LARGE");
    }

    /** [H-4]. */
    @Test
    void jsonTooLarge() {
      open();
      refused(parent.post("/auctions/" + id + "/bids", new byte[16_385]), 413, "REQUEST_TOO_LARGE");
    }

    /** [H-4]. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "[]",
          "{\"nonce\":\"a\",\"nonce\":\"a\"}",
          "{\"nonce\":1}",
          "{\"nonce\":[\"a\"]}",
          "{\"nonce\":\"a\"} ",
          "{\"nonce\":\"a\"}{}",
          "{\"nonce\":true}",
          "// c\n{}",
          "null",
          ""
        })
    void notTheObject(String body) {
      open();
      refused(parent.post("/auctions/" + id + "/opening", body), 400, "MALFORMED_REQUEST");
    }

    /** [H-4]: within 16,384 bytes, too. */
    @Test
    void wideDeepAndLong() {
      open();
      for (String body :
          List.of(
              "[" + "{},".repeat(5_000) + "{}]",
              "[".repeat(8_000) + "]".repeat(8_000),
              "{\"" + "n".repeat(10_000) + "\":1}",
              "{\"nonce\":" + "1".repeat(10_000) + "}")) {
        refused(parent.post("/auctions/" + id + "/opening", body), 400, "MALFORMED_REQUEST");
      }
    }

    /** [H-4]. */
    @Test
    void mediaType() {
      HttpResponse<byte[]> response =
          parent.send(
              parent
                  .request("/auctions")
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofByteArray(terms))
                  .build());
      refused(response, 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void accept() {
      HttpResponse<byte[]> response =
          parent.send(parent.request("/auctions").header("Accept", "text/html").GET().build());
      refused(response, 406, "NOT_ACCEPTABLE");
    }

    @Test
    void methodAndPath() {
      refused(parent.send(parent.request("/auctions").DELETE().build()), 405, "METHOD_NOT_ALLOWED");
      refused(parent.get("/nothing"), 404, "NO_SUCH_RESOURCE");
    }

    /** [H-5]. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1"})
    void foreignOrigin(String origin) {
      HttpResponse<byte[]> response =
          parent.send(
              parent
                  .request("/auctions/" + id + "/void")
                  .header("Origin", origin)
                  .POST(BodyPublishers.noBody())
                  .build());
      refused(response, 403, "FOREIGN_ORIGIN");
    }

    @Test
    @DisplayName("[H-5] a name of somebody else's that leads here (DNS rebinding)")
    void foreignHost() throws Exception {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), parent.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "GET /api/v1/auctions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                .getBytes(UTF_8));
        String status =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        assertThat(status).contains("403");
      }
    }
  }

  @Nested
  class Protocol {
    @Test
    @DisplayName("a reply to another request is refused, and its connection isn't used again")
    void wrongRequestId() {
      enclave.onReply(frame -> Frame.of(frame.type(), frame.requestId() + 1, frame.body()));
      refused(parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg"), 502, "ENCLAVE_PROTOCOL");
      enclave.onReply(frame -> frame);
      assertThat(parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg").statusCode()).isEqualTo(200);
    }

    @Test
    void wrongReplyType() {
      enclave.onReply(
          frame -> Frame.of(MessageType.PRESENTED, frame.requestId(), new byte[] {0, 0, 0, 1}));
      refused(parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg"), 502, "ENCLAVE_PROTOCOL");
    }

    @Test
    void malformedBody() {
      enclave.onReply(frame -> Frame.of(MessageType.STATEMENT, frame.requestId(), new byte[3]));
      refused(parent.post("/auctions", terms), 502, "ENCLAVE_PROTOCOL");
    }

    @Test
    void keepsNothingOfAnotherAuction() {
      enclave.onReply(
          frame ->
              Frame.of(
                  frame.type(),
                  frame.requestId(),
                  new String(frame.body(), ISO_8859_1)
                      .replace(id, "riverside-9999")
                      .getBytes(ISO_8859_1)));
      refused(parent.post("/auctions", terms), 502, "ENCLAVE_PROTOCOL");
      assertThat(store.objects()).isEmpty();
    }

    /** [H-3]. */
    @Test
    void conflictIsNeverOverwritten() {
      AuctionView view = open();
      String key = "auctions/" + id + "/sessions/" + view.sessionId() + "/acknowledgements/1.json";
      byte[] other = store.objects().get(key.replace("acknowledgements/1", "opening"));
      store.objects().put(key, other);
      Sha384 sheet = buckets.upload("buyer-1", sealed("buyer-1", 1));
      refused(submit("buyer-1", sheet), 500, "STORAGE_CONFLICT");
      assertThat(store.objects().get(key)).isEqualTo(other);
    }

    @Test
    void credentialsUnavailable() {
      parent.close();
      parent =
          new RunningParent(
              enclave.address(),
              store,
              buckets,
              session -> {
                throw ProblemException.of(ParentCode.CREDENTIALS_UNAVAILABLE, "None.");
              });
      open();
      enclave.closeBidding();
      refused(resolve(), 503, "CREDENTIALS_UNAVAILABLE");
      restartParent();
    }

    @Test
    @DisplayName("an unforeseen failure says nothing about itself")
    void unforeseen() {
      store.failOn(
          key -> {
            throw new IllegalStateException("canary-amount-424242");
          });
      Problem problem = refused(parent.get("/auctions"), 500, "PARENT_FAILED");
      assertThat(problem.toString()).doesNotContain("canary");
    }
  }

  @Test
  @DisplayName("every code of the enclave is a problem of its own")
  void everyEnclaveCode() {
    for (ErrorCode code : ErrorCode.values()) {
      enclave.refuse(MessageType.ATTEST, code);
      HttpResponse<byte[]> response = parent.get("/enclave?nonce=MDEyMzQ1Njc4OWFiY2RlZg");
      assertThat(response.statusCode()).as(code.name()).isGreaterThanOrEqualTo(400);
      refused(response, response.statusCode(), code.name());
    }
  }
}
