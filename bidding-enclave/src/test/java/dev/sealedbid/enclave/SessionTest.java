package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.CLOSES;
import static dev.sealedbid.enclave.TestEnclave.OPENED;
import static dev.sealedbid.enclave.TestEnclave.RESOLVE_BY;
import static dev.sealedbid.enclave.TestEnclave.code;
import static dev.sealedbid.enclave.TestEnclave.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import dev.sealedbid.local.hypervisor.UnsignedEmulation;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

class SessionTest {
  private final TestEnclave enclave = new TestEnclave();

  @Test
  @DisplayName("a whole auction: opened, bid in, closed, resolved, and proven")
  void wholeAuction() {
    TestEnclave.Auction auction = enclave.auction("a", 3).open();
    byte[] one = auction.bid("buyer-1", 1, 100, 900);
    byte[] two = auction.bid("buyer-2", 1, 200, 400);
    auction.acknowledged("buyer-1", one);
    auction.acknowledged("buyer-2", two);
    enclave.time.set(CLOSES);

    Outcome outcome = auction.outcome(auction.resolveWith(one, two));

    assertThat(outcome.lots())
        .containsExactly(
            LotResult.sold("lot-1", List.of("buyer-2")),
            LotResult.sold("lot-2", List.of("buyer-1")));
    assertThat(outcome.buyers())
        .extracting(BuyerResult::status)
        .containsExactly(BuyerStatus.COUNTED, BuyerStatus.COUNTED, BuyerStatus.ABSENT);
    assertThat(outcome.resolvedAt()).isEqualTo(CLOSES);
    assertThat(auction.status().state()).isEqualTo(SessionState.RESOLVED);
  }

  @Nested
  class Opening {
    @Test
    @DisplayName("an emulator's NSM signs nothing: the enclave passes on what it says, unjudged")
    void unsignedDocuments() throws Exception {
      enclave.nsm.written = UnsignedEmulation::of;
      Reply reply = enclave.ask(new Request.Open(enclave.auction("a", 1).json()));
      assertThat(reply).isInstanceOf(Reply.StatementReply.class);
      AttestedStatement opening = ((Reply.StatementReply) reply).statement();
      assertThat(AttestationDocument.parseUnsignedEmulation(opening.attestation()).timestamp())
          .isEqualTo(OPENED);
    }

    @Test
    void termsWithFaults() {
      Reply reply = enclave.ask(new Request.Open("{}".getBytes(StandardCharsets.US_ASCII)));
      assertThat(code(reply)).isEqualTo(ErrorCode.INVALID_TERMS);
    }

    @Test
    @DisplayName("terms that name another image or another operator are refused (G2)")
    void otherMeasurements() {
      for (int pcr = 0; pcr < 4; pcr++) {
        TestEnclave.Auction auction = enclave.auction("a", 1);
        String own = ("0" + (pcr + 1)).repeat(48);
        auction.replacing("measurements", own, "0f".repeat(48));
        assertThat(code(enclave.ask(new Request.Open(auction.json()))))
            .isEqualTo(ErrorCode.WRONG_MEASUREMENTS);
      }
    }

    @Test
    void unknownRegion() {
      TestEnclave.Auction auction = enclave.auction("a", 1);
      auction.replacing("buyers", "kms:eu-west-1", "kms:us-east-1");
      assertThat(code(enclave.ask(new Request.Open(auction.json()))))
          .isEqualTo(ErrorCode.UNKNOWN_REGION);
    }

    @Test
    void closesInThePast() {
      enclave.time.set(CLOSES);
      assertThat(code(enclave.ask(new Request.Open(enclave.auction("a", 1).json()))))
          .isEqualTo(ErrorCode.CLOSES_TOO_SOON);
    }

    @Test
    @DisplayName("no second live session of an auction; after its end, a new one (G4)")
    void oneLiveSession() {
      TestEnclave.Auction first = enclave.auction("a", 1).open();
      byte[] other =
          new String(first.json(), StandardCharsets.UTF_8)
              .replace("FIRST_PRICE\"", "FIRST_PRICE\" ")
              .getBytes(StandardCharsets.UTF_8);
      assertThat(other).isNotEqualTo(first.json());
      assertThat(code(enclave.ask(new Request.Open(other))))
          .isEqualTo(ErrorCode.SESSION_ALREADY_OPEN);
      first.voidSession();
      TestEnclave.Auction second = enclave.auction("a", 1).open();
      assertThat(second.session).isNotEqualTo(first.session);
    }

    @Test
    @DisplayName("[F-10] the same terms again: the same session's opening, the same bytes (G10)")
    void sameTermsAgain() {
      TestEnclave.Auction auction = enclave.auction("a", 1);
      byte[] first = opening(enclave.ask(new Request.Open(auction.json())));
      assertThat(opening(enclave.ask(new Request.Open(auction.json())))).isEqualTo(first);
    }

    private byte[] opening(Reply reply) {
      assertThat(reply).isInstanceOf(Reply.StatementReply.class);
      return ((Reply.StatementReply) reply).statement().statement();
    }

    @Test
    @DisplayName("opened several times at once: there is one session")
    void race() throws Exception {
      byte[] terms = enclave.auction("a", 1).json();
      List<CompletableFuture<Reply>> asked =
          Stream.generate(() -> onOwnThread(() -> enclave.ask(new Request.Open(terms))))
              .limit(4)
              .toList();
      Set<String> openings = new HashSet<>();
      for (CompletableFuture<Reply> reply : asked) {
        if (reply.get(5, TimeUnit.MINUTES) instanceof Reply.StatementReply opened) {
          openings.add(new String(opened.statement().statement(), StandardCharsets.UTF_8));
        } else {
          assertThat(code(reply.get())).isEqualTo(ErrorCode.SESSION_ALREADY_OPEN);
        }
      }
      assertThat(openings).hasSize(1);
    }

    @Test
    void manySessionsButNotAnyNumber() {
      for (int i = 0; i < Limits.MAX_OPEN_SESSIONS; i++) {
        enclave.auction("a-" + i, 1).open();
      }
      assertThat(code(enclave.ask(new Request.Open(enclave.auction("b", 1).json()))))
          .isEqualTo(ErrorCode.TOO_MANY_SESSIONS);
    }

    /** */
    @Test
    void attestedAgainForTheBuyersNonceWhileOpen() {
      TestEnclave.Auction auction = enclave.auction("a", 1).open();
      byte[] nonce = enclave.nonce();
      AttestedStatement again =
          ((Reply.StatementReply) enclave.ask(new Request.AttestOpening(auction.session, nonce)))
              .statement();

      assertThat(again.statement()).isEqualTo(auction.opening.statement());
      verified(
          () -> enclave.verifier().liveOpening(again, auction.terms, nonce, TestEnclave.OPENED));
      auction.voidSession();
      assertThat(code(enclave.ask(new Request.AttestOpening(auction.session, nonce))))
          .isEqualTo(ErrorCode.VOIDED);
    }

    @Test
    void unknownSession() {
      SessionId unknown = SessionId.fromBytes(new byte[32]);
      assertThat(code(enclave.ask(new Request.Status(unknown))))
          .isEqualTo(ErrorCode.UNKNOWN_SESSION);
    }
  }

  @Nested
  class Submitting {
    private final TestEnclave.Auction auction = enclave.auction("a", 2).open();

    /** [F-10]. */
    @Test
    void theSameBytesGiveTheSameAcknowledgement() {
      byte[] sheet = auction.bid("buyer-1", 7, 1, 2);
      AttestedStatement first = auction.acknowledged("buyer-1", sheet);
      enclave.time.set(TestEnclave.OPENED.plusSeconds(60));
      AttestedStatement second = auction.acknowledged("buyer-1", sheet);

      assertThat(second.statement()).isEqualTo(first.statement());
      Acknowledgement said =
          verified(
              () ->
                  enclave
                      .verifier()
                      .acknowledgement(second, auction.terms, auction.session)
                      .statement());
      assertThat(said.sheetSha384()).isEqualTo(Sha384.of(sheet));
      assertThat(said.sequence()).isEqualTo(1);
      assertThat(said.revision()).isEqualTo(7);
      assertThat(auction.status().acknowledged()).isEqualTo(1);
    }

    @Test
    @DisplayName("[C-4] a millisecond before closing is in time, closing itself is late (G5)")
    void toTheMillisecond() {
      byte[] inTime = auction.bid("buyer-1", 1, 1, 1);
      byte[] late = auction.bid("buyer-2", 1, 1, 1);
      enclave.time.set(CLOSES.minusMillis(1));
      auction.acknowledged("buyer-1", inTime);
      enclave.time.set(CLOSES);
      assertThat(code(auction.submit("buyer-2", late))).isEqualTo(ErrorCode.CLOSED);
      assertThat(auction.submit("buyer-1", inTime)).isInstanceOf(Reply.StatementReply.class);
    }

    @Test
    @DisplayName("an NSM time that runs backwards reopens nothing (G5)")
    void timeRunsBackwards() {
      byte[] sheet = auction.bid("buyer-1", 1, 1, 1);
      enclave.time.set(CLOSES);
      assertThat(code(auction.submit("buyer-1", sheet))).isEqualTo(ErrorCode.CLOSED);
      enclave.time.set(CLOSES.minusSeconds(60));
      assertThat(code(auction.submit("buyer-1", sheet))).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    @DisplayName("time is asked for after the sheet has arrived, and no time means no sheet")
    void freshTime() {
      byte[] sheet = auction.bid("buyer-1", 1, 1, 1);
      int before = enclave.nsm.documents.get();
      auction.acknowledged("buyer-1", sheet);
      assertThat(enclave.nsm.documents.get() - before).as("time, acknowledgement").isEqualTo(2);
      enclave.nsm.failures.set(1);
      assertThat(code(auction.submit("buyer-1", auction.bid("buyer-1", 2, 1, 1))))
          .isEqualTo(ErrorCode.CLOCK_UNAVAILABLE);
      assertThat(auction.status().acknowledged()).isEqualTo(1);
    }

    /** [S-9]. */
    @Test
    void aFullBoxHasItsOwnCode() {
      for (int i = 1; i <= Limits.MAX_SHEETS_PER_BUYER; i++) {
        auction.acknowledged("buyer-1", auction.bid("buyer-1", i, 1, 1));
      }
      assertThat(code(auction.submit("buyer-1", auction.bid("buyer-1", 99, 1, 1))))
          .isEqualTo(ErrorCode.BOX_FULL);
      auction.acknowledged("buyer-2", auction.bid("buyer-2", 1, 1, 1));
    }

    @Test
    void refusals() {
      TestEnclave.Auction other = enclave.auction("b", 2).open();
      byte[] sheet = auction.bid("buyer-1", 1, 1, 1);
      assertThat(code(auction.submit("nobody", sheet))).isEqualTo(ErrorCode.UNKNOWN_BUYER);
      assertThat(code(auction.submit("buyer-2", sheet))).isEqualTo(ErrorCode.SHEET_WRONG_KEY);
      assertThat(code(other.submit("buyer-1", sheet))).isEqualTo(ErrorCode.SHEET_WRONG_CONTEXT);
      assertThat(code(auction.submit("buyer-1", Arrays.copyOf(sheet, sheet.length + 1))))
          .isEqualTo(ErrorCode.SHEET_MALFORMED);
      assertThat(enclave.kms.calls).as("no KMS call").isEmpty();
    }

    @Test
    @DisplayName("an acknowledgement that couldn't be attested is there on the next try")
    void attestationFails() {
      byte[] sheet = auction.bid("buyer-1", 1, 1, 1);
      AtomicReference<Integer> calls = new AtomicReference<>(0);
      enclave.nsm.before =
          request -> {
            if (request.userData().isPresent() && calls.getAndUpdate(n -> n + 1) == 0) {
              enclave.nsm.failures.set(1);
            }
          };
      assertThat(code(auction.submit("buyer-1", sheet))).isEqualTo(ErrorCode.NSM_FAILED);
      auction.acknowledged("buyer-1", sheet);
      assertThat(auction.status().acknowledged()).isEqualTo(1);
    }
  }

  @Nested
  class Resolving {
    private final TestEnclave.Auction auction = enclave.auction("a", 2);
    private byte[] one = new byte[0];
    private byte[] two = new byte[0];

    private void twoBids() {
      auction.open();
      one = auction.bid("buyer-1", 1, 100, 900);
      two = auction.bid("buyer-2", 1, 200, 400);
      auction.acknowledged("buyer-1", one);
      auction.acknowledged("buyer-2", two);
    }

    @Test
    @DisplayName("[C-5] a millisecond before closing nothing is opened (G5)")
    void notYet() {
      twoBids();
      enclave.time.set(CLOSES.minusMillis(1));
      assertThat(code(auction.resolve())).isEqualTo(ErrorCode.NOT_YET_CLOSED);
      assertThat(code(auction.present(one))).isEqualTo(ErrorCode.NOT_YET_CLOSED);
      assertThat(auction.status().state()).isEqualTo(SessionState.OPEN);
      assertThat(enclave.kms.calls).isEmpty();
    }

    @Test
    @DisplayName("[R-3] an acknowledged sheet can't be dropped, nor another one presented (G6)")
    void everySheetIsWanted() {
      twoBids();
      byte[] stranger = auction.bid("buyer-2", 2, 1, 1);
      enclave.time.set(CLOSES);
      assertThat(auction.resolve())
          .isEqualTo(new Reply.Wanted(List.of(Sha384.of(one), Sha384.of(two))));
      assertThat(code(auction.submit("buyer-2", stranger))).isEqualTo(ErrorCode.CLOSED);
      assertThat(code(auction.present(one, stranger))).isEqualTo(ErrorCode.NOT_ACKNOWLEDGED);
      auction.present(one);
      assertThat(auction.resolve()).isEqualTo(new Reply.Wanted(List.of(Sha384.of(two))));
      assertThat(enclave.kms.calls).isEmpty();
      assertThat(auction.resolveWith(one, two)).isInstanceOf(Reply.Resolved.class);
    }

    @Test
    @DisplayName("[R-3] … nor a lower revision, of which nothing will be opened (G6)")
    void everyRevisionIsWanted() {
      auction.open();
      byte[] low = auction.bid("buyer-1", 1, 100, 500);
      byte[] high = auction.bid("buyer-1", 2, 200, 500);
      auction.acknowledged("buyer-1", low);
      auction.acknowledged("buyer-1", high);
      enclave.time.set(CLOSES);
      auction.resolve();
      auction.present(high);
      assertThat(auction.resolve()).isEqualTo(new Reply.Wanted(List.of(Sha384.of(low))));
      assertThat(enclave.kms.calls).isEmpty();
      assertThat(auction.resolveWith(low, high)).isInstanceOf(Reply.Resolved.class);
    }

    @Test
    @DisplayName("[A-7] [R-12] a second resolve gives the first one's bytes and opens nothing (G4)")
    void onceAndForEver() {
      twoBids();
      enclave.time.set(CLOSES);
      Reply.Resolved first = (Reply.Resolved) auction.resolveWith(one, two);
      int calls = enclave.kms.calls.size();
      enclave.time.set(RESOLVE_BY.plusSeconds(1));
      Reply.Resolved second = (Reply.Resolved) auction.resolve();

      assertThat(first.again()).isFalse();
      assertThat(second.again()).isTrue();
      assertThat(second.outcomeOrVoid()).isEqualTo(first.outcomeOrVoid());
      assertThat(((Reply.Resolved) auction.voidSession()).outcomeOrVoid())
          .as("a void after an outcome is the outcome")
          .isEqualTo(first.outcomeOrVoid());
      assertThat(code(auction.submit("buyer-1", one))).isEqualTo(ErrorCode.ALREADY_RESOLVED);
      assertThat(enclave.kms.calls).hasSize(calls);
    }

    @Test
    @DisplayName("[A-7] an outcome that couldn't be attested is the same outcome on the next try")
    void attestationRetried() {
      twoBids();
      enclave.time.set(CLOSES);
      auction.resolve();
      auction.present(one, two);
      AtomicReference<byte[]> userData = new AtomicReference<>();
      enclave.nsm.before =
          request -> {
            if (request.userData().isPresent() && userData.get() == null) {
              userData.set(request.userData().get());
              enclave.nsm.failures.set(1);
            }
          };
      assertThat(code(auction.resolve())).isEqualTo(ErrorCode.NSM_FAILED);
      assertThat(auction.status().state()).isEqualTo(SessionState.RESOLVED);
      int calls = enclave.kms.calls.size();
      enclave.nsm.before = request -> assertThat(request.publicKey()).isEmpty();
      Outcome outcome = auction.outcome(auction.resolve());
      assertThat(enclave.kms.calls).hasSize(calls);
      assertThat(
              dev.sealedbid.core.statement.Statement.userData(
                      dev.sealedbid.core.statement.StatementType.OUTCOME, outcome.encode())
                  .bytes())
          .isEqualTo(userData.get());
    }

    @Test
    @DisplayName("[R-4] the highest revision counts, whatever the order of arrival (G6)")
    void highestRevision() {
      auction.open();
      byte[] high = auction.bid("buyer-1", 20, 300, 600);
      byte[] low = auction.bid("buyer-1", 10, 900, 900);
      byte[] rival = auction.bid("buyer-2", 1, 500, 500);
      auction.acknowledged("buyer-1", high);
      auction.acknowledged("buyer-1", low);
      auction.acknowledged("buyer-2", rival);
      enclave.time.set(CLOSES);
      Outcome outcome = auction.outcome(auction.resolveWith(high, low, rival));
      assertThat(outcome.lots().get(0).winners()).containsExactly("buyer-2");
      assertThat(outcome.buyers().get(0).sheetSha384()).contains(Sha384.of(high));
      assertThat(enclave.kms.opened).hasSize(2).noneMatch(c -> "10".equals(c.get("revision")));
    }

    @ParameterizedTest(name = "the greater one arrives first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("of two equal revisions the greater SHA-384 counts, whatever the order of arrival")
    void equalRevisions(boolean greaterFirst) {
      auction.open();
      byte[] a = auction.bid("buyer-1", 5, 1, 500);
      byte[] b = auction.bid("buyer-1", 5, 2, 500);
      boolean isGreater = Sha384.of(a).compareTo(Sha384.of(b)) > 0;
      byte[] greater = isGreater ? a : b;
      byte[] less = isGreater ? b : a;
      auction.acknowledged("buyer-1", greaterFirst ? greater : less);
      auction.acknowledged("buyer-1", greaterFirst ? less : greater);
      enclave.time.set(CLOSES);
      assertThat(auction.outcome(auction.resolveWith(a, b)).buyers().get(0).sheetSha384())
          .contains(Sha384.of(greater));
    }

    @Test
    @DisplayName("junk with a huge revision displaces nothing (G6)")
    void junk() {
      auction.open();
      byte[] bid = auction.bid("buyer-1", 10, 300, 600);
      byte[] junk = auction.junk("buyer-1", Long.MAX_VALUE);
      byte[] more = auction.junk("buyer-1", 11);
      auction.acknowledged("buyer-1", junk);
      auction.acknowledged("buyer-1", bid);
      auction.acknowledged("buyer-1", more);
      enclave.time.set(CLOSES);
      Outcome outcome = auction.outcome(auction.resolveWith(junk, bid, more));
      assertThat(outcome.buyers().get(0).status()).isEqualTo(BuyerStatus.COUNTED);
      assertThat(outcome.buyers().get(0).sheetSha384()).contains(Sha384.of(bid));
    }

    @Test
    @DisplayName("only junk: INVALID with a code, and the auction goes on (G9)")
    void onlyJunk() {
      twoBids();
      TestEnclave.Auction other = enclave.auction("b", 2).open();
      byte[] junk = other.junk("buyer-1", 3);
      byte[] bid = other.bid("buyer-2", 3, 5, 600);
      other.acknowledged("buyer-1", junk);
      other.acknowledged("buyer-2", bid);
      enclave.time.set(CLOSES);
      Outcome outcome = other.outcome(other.resolveWith(junk, bid));
      assertThat(outcome.buyers().get(0).status()).isEqualTo(BuyerStatus.INVALID);
      assertThat(outcome.buyers().get(0).code()).contains("InvalidCiphertextException");
      assertThat(outcome.lots().get(0).winners()).containsExactly("buyer-2");
    }

    @Test
    @DisplayName("an authentic sheet with bad content is INVALID, without fallback")
    void malformedContent() {
      auction.with("lots", "[{\"id\":\"lot-1\",\"step\":100},{\"id\":\"lot-2\"}]").open();
      byte[] good = auction.bid("buyer-1", 1, 200, 1);
      byte[] bad = auction.bid("buyer-1", 2, 150, 1);
      auction.acknowledged("buyer-1", good);
      auction.acknowledged("buyer-1", bad);
      enclave.time.set(CLOSES);
      BuyerResult result = auction.outcome(auction.resolveWith(good, bad)).buyers().get(0);
      assertThat(result.status()).isEqualTo(BuyerStatus.INVALID);
      assertThat(result.code()).contains("SHEET_MALFORMED");
      assertThat(result.sheetSha384()).contains(Sha384.of(bad));
      assertThat(enclave.kms.calls).hasSize(1);
    }

    @Test
    @DisplayName("authentic bytes that are no sheet of this auction are INVALID, without fallback")
    void bytesThatAreNoSheet() {
      auction.open();
      byte[] good = auction.bid("buyer-1", 1, 200, 500);
      // As long as one of two lots; the third amount stands where zeros have to be.
      byte[] bad = auction.bid("buyer-1", 2, 200, 500, 1);
      auction.acknowledged("buyer-1", good);
      auction.acknowledged("buyer-1", bad);
      enclave.time.set(CLOSES);
      BuyerResult result = auction.outcome(auction.resolveWith(good, bad)).buyers().get(0);
      assertThat(result.status()).isEqualTo(BuyerStatus.INVALID);
      assertThat(result.sheetSha384()).contains(Sha384.of(bad));
      assertThat(enclave.kms.calls).hasSize(1);
    }

    @Test
    void aSheetThatIsNoSheet() {
      auction.open();
      byte[] reserve;
      try (BidSheet sheet = BidSheet.reserve(enclave.nonce(), new long[] {1, 1})) {
        reserve = auction.seal("buyer-1", 1, sheet);
      }
      auction.acknowledged("buyer-1", reserve);
      enclave.time.set(CLOSES);
      assertThat(auction.outcome(auction.resolveWith(reserve)).buyers().get(0).status())
          .isEqualTo(BuyerStatus.INVALID);
    }

    @Test
    void withdrawn() {
      twoBids();
      byte[] withdrawal = auction.withdrawal("buyer-2", 9);
      auction.acknowledged("buyer-2", withdrawal);
      enclave.time.set(CLOSES);
      Outcome outcome = auction.outcome(auction.resolveWith(one, two, withdrawal));
      assertThat(outcome.buyers().get(1).status()).isEqualTo(BuyerStatus.WITHDRAWN);
      assertThat(outcome.lots().get(0).winners()).containsExactly("buyer-1");
    }

    @Test
    void withoutAnySheet() {
      auction.open();
      enclave.time.set(CLOSES);
      Outcome outcome = auction.outcome(auction.resolve());
      assertThat(outcome.lots()).extracting(LotResult::winners).containsOnly(List.of());
    }
  }

  @Nested
  class Doubt {
    private final TestEnclave.Auction auction = enclave.auction("a", 2);
    private byte[] one = new byte[0];
    private byte[] two = new byte[0];

    private void twoBids() {
      auction.open();
      one = auction.bid("buyer-1", 1, 100, 900);
      two = auction.bid("buyer-2", 1, 200, 400);
      auction.acknowledged("buyer-1", one);
      auction.acknowledged("buyer-2", two);
      enclave.time.set(CLOSES);
    }

    @ParameterizedTest
    @DisplayName("[R-11] nothing that the auctioneer can cause excludes a buyer (G6)")
    @ValueSource(
        strings = {
          "AccessDeniedException",
          "ExpiredTokenException",
          "ThrottlingException",
          "ValidationException",
          "NeverHeardOfException"
        })
    void stopsWithoutDeciding(String refusal) {
      auction.with("keyGone", "\"EXCLUDE\"");
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(2), refusal);
      for (int i = 0; i < 3; i++) {
        Reply.ErrorReply reply = (Reply.ErrorReply) auction.resolveWith(one, two);
        assertThat(reply.code()).isEqualTo(ErrorCode.KMS_REFUSED);
        assertThat(reply.buyers()).containsExactly(new BuyerCode("buyer-2", refusal));
      }
      assertThat(auction.status().state()).isEqualTo(SessionState.RESOLVING);
      assertThat(auction.status().opened()).isEqualTo(1);
      enclave.kms.refusals.clear();
      Outcome outcome = auction.outcome(auction.resolveWith(one, two));
      assertThat(outcome.buyers())
          .extracting(BuyerResult::status)
          .containsOnly(BuyerStatus.COUNTED);
      assertThat(enclave.kms.opened).as("no sheet is opened twice").hasSize(2);
    }

    @Test
    @DisplayName("[R-8] after 64 answers that stop a round, it asks KMS for no more sheets")
    void stopsAfterSoMany() {
      TestEnclave.Auction great = enclave.auction("great", 200).open();
      byte[][] sheets = new byte[200][];
      for (int i = 0; i < 200; i++) {
        String buyer = "buyer-" + (i + 1);
        sheets[i] = great.bid(buyer, 1, 100, 900);
        great.acknowledged(buyer, sheets[i]);
        enclave.kms.refusals.put(TestEnclave.keyOf(i + 1), "ThrottlingException");
      }
      enclave.time.set(CLOSES);
      assertThat(code(great.resolveWith(sheets))).isEqualTo(ErrorCode.KMS_REFUSED);
      // Those that were under way with the 64th end as well.
      assertThat(enclave.kms.calls).hasSizeBetween(64, 64 + 8);
      enclave.kms.refusals.clear();
      assertThat(great.outcome(great.resolveWith(sheets)).buyers())
          .extracting(BuyerResult::status)
          .containsOnly(BuyerStatus.COUNTED);
    }

    @Test
    @DisplayName("a void for want of time names whose keys stopped the last round (G9)")
    void stoppedUntilResolveBy() throws Exception {
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(2), "AccessDeniedException");
      assertThat(code(auction.resolveWith(one, two))).isEqualTo(ErrorCode.KMS_REFUSED);
      enclave.time.set(RESOLVE_BY.plusMillis(1));
      enclave.sessions.expire(enclave.context.clock().now());
      VoidStatement said = auction.voided(auction.resolve());
      assertThat(said.reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
      assertThat(said.buyers()).containsExactly(new BuyerCode("buyer-2", "AccessDeniedException"));
    }

    @Test
    @DisplayName("a data key that is none spoils its own sheet, not the round (G9)")
    void notADataKey() {
      auction.open();
      one = auction.bid("buyer-1", 1, 100, 900);
      two = auction.shortDataKey("buyer-2", 1);
      auction.acknowledged("buyer-1", one);
      auction.acknowledged("buyer-2", two);
      enclave.time.set(CLOSES);
      Outcome outcome = auction.outcome(auction.resolveWith(one, two));
      assertThat(outcome.buyers())
          .extracting(BuyerResult::status)
          .containsExactly(BuyerStatus.COUNTED, BuyerStatus.INVALID);
    }

    @ParameterizedTest
    @DisplayName(
        "[R-7] whatever an envelope holds that isn't the data key, there is one answer (G1)")
    @CsvSource({
      "31, 1", // the padding's last byte is wrong
      "31, 17", // it is right, for a plaintext of 47 bytes
      "16, 1", // the padding's first byte is wrong
      "0, 1", // the data key is another one
      "47, 1", // the last block is garbage
    })
    void alteredEnvelopes(int at, int change) {
      twoBids();
      enclave.kms.forgery =
          (request, answer) ->
              request.keyId().equals(TestEnclave.keyOf(2)) ? altered(answer, at, change) : answer;
      Outcome outcome = auction.outcome(auction.resolveWith(one, two));
      assertThat(outcome.buyers().get(0).status()).isEqualTo(BuyerStatus.COUNTED);
      assertThat(outcome.buyers().get(1).status()).isEqualTo(BuyerStatus.INVALID);
      assertThat(outcome.buyers().get(1).code()).contains("NotAuthentic");
    }

    @Test
    @DisplayName("after 16 answers that aren't KMS's, no sheet of that party is opened any more")
    void forgedAnswers() throws Exception {
      twoBids();
      enclave.kms.forgery =
          (request, answer) ->
              request.keyId().equals(TestEnclave.keyOf(2))
                  ? answer.toBuilder().plaintext(SdkBytes.fromByteArray(new byte[32])).build()
                  : answer;
      assertThat(stopsOf(auction.resolveWith(one, two)))
          .containsExactly(new BuyerCode("buyer-2", "NoAnswer"));
      for (int i = 1; i < EnclaveLimits.FORGED_ANSWERS; i++) {
        assertThat(stopsOf(auction.resolve()))
            .containsExactly(new BuyerCode("buyer-2", "NoAnswer"));
      }
      int calls = enclave.kms.calls.size();
      enclave.kms.forgery = (request, answer) -> answer;

      assertThat(stopsOf(auction.resolve()))
          .containsExactly(new BuyerCode("buyer-2", "ForgedAnswers"));

      assertThat(enclave.kms.calls).hasSize(calls);
      enclave.time.set(RESOLVE_BY.plusMillis(1));
      enclave.sessions.expire(enclave.context.clock().now());
      assertThat(auction.voided(auction.resolve()).buyers())
          .containsExactly(new BuyerCode("buyer-2", "ForgedAnswers"));
    }

    @Test
    @DisplayName("fewer of them end nothing (G6)")
    void fewForgedAnswers() {
      twoBids();
      enclave.kms.forgery =
          (request, answer) ->
              request.keyId().equals(TestEnclave.keyOf(2))
                  ? answer.toBuilder().ciphertextForRecipient(null).build()
                  : answer;
      stopsOf(auction.resolveWith(one, two));
      enclave.kms.forgery = (request, answer) -> answer;
      enclave.kms.refusals.put(TestEnclave.keyOf(2), "AccessDeniedException");
      assertThat(stopsOf(auction.resolve()))
          .containsExactly(new BuyerCode("buyer-2", "AccessDeniedException"));
      enclave.kms.refusals.clear();
      assertThat(auction.outcome(auction.resolve()).buyers())
          .extracting(BuyerResult::status)
          .containsExactly(BuyerStatus.COUNTED, BuyerStatus.COUNTED);
    }

    private static List<BuyerCode> stopsOf(Reply reply) {
      assertThat(code(reply)).isEqualTo(ErrorCode.KMS_REFUSED);
      return ((Reply.ErrorReply) reply).buyers();
    }

    /** One byte of the encrypted content changed, which stands before the ends of five contents. */
    private static DecryptResponse altered(DecryptResponse answer, int at, int change) {
      byte[] envelope = answer.ciphertextForRecipient().asByteArray();
      int content = envelope.length - 10 - 48;
      assertThat(Arrays.copyOfRange(envelope, content - 2, content)).containsExactly(4, 48);
      envelope[content + at] ^= (byte) change;
      return answer.toBuilder().ciphertextForRecipient(SdkBytes.fromByteArray(envelope)).build();
    }

    /** */
    @ParameterizedTest
    @ValueSource(strings = {"DisabledException", "KMSInvalidStateException", "NotFoundException"})
    void abort(String gone) {
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(2), gone);
      VoidStatement said = auction.voided(auction.resolveWith(one, two));
      assertThat(said.reason()).isEqualTo(VoidReason.KEY_GONE);
      assertThat(said.buyers()).containsExactly(new BuyerCode("buyer-2", gone));
      enclave.kms.refusals.clear();
      assertThat(((Reply.Resolved) auction.resolve()).again()).isTrue();
    }

    /** */
    @Test
    void exclude() {
      auction.with("keyGone", "\"EXCLUDE\"");
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(2), "DisabledException");
      Outcome outcome = auction.outcome(auction.resolveWith(one, two));
      assertThat(outcome.buyers().get(1).status()).isEqualTo(BuyerStatus.EXCLUDED);
      assertThat(outcome.buyers().get(1).code()).contains("DisabledException");
      assertThat(outcome.lots().get(0).winners()).containsExactly("buyer-1");
    }

    @Test
    @DisplayName("[R-8] all of a buyer's sheets must say that the key is gone")
    void allSheets() {
      auction.with("keyGone", "\"EXCLUDE\"");
      auction.open();
      byte[] low = auction.bid("buyer-1", 1, 100, 900);
      byte[] high = auction.bid("buyer-1", 2, 200, 400);
      auction.acknowledged("buyer-1", low);
      auction.acknowledged("buyer-1", high);
      enclave.time.set(CLOSES);
      enclave.kms.during =
          request -> {
            if ("2".equals(request.encryptionContext().get("revision"))
                && enclave.kms.calls.size() == 1) {
              enclave.kms.refusals.put(TestEnclave.keyOf(1), "DisabledException");
            } else {
              enclave.kms.refusals.clear();
            }
          };
      Reply.ErrorReply stopped = (Reply.ErrorReply) auction.resolveWith(low, high);
      assertThat(stopped.buyers()).containsExactly(new BuyerCode("buyer-1", "KEY_CAME_BACK"));

      Outcome outcome = auction.outcome(auction.resolveWith(low, high));
      assertThat(outcome.buyers().get(0).sheetSha384()).contains(Sha384.of(high));
    }

    @Test
    @DisplayName("[R-8] a stop forgets that a key was gone: the next try asks again")
    void stopForgets() {
      auction.with("keyGone", "\"EXCLUDE\"");
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(1), "DisabledException");
      enclave.kms.refusals.put(TestEnclave.keyOf(2), "ThrottlingException");
      assertThat(code(auction.resolveWith(one, two))).isEqualTo(ErrorCode.KMS_REFUSED);
      enclave.kms.refusals.clear();
      Outcome outcome = auction.outcome(auction.resolveWith(one, two));
      assertThat(outcome.buyers())
          .extracting(BuyerResult::status)
          .containsOnly(BuyerStatus.COUNTED);
    }

    @Test
    @DisplayName("a required party that is absent: void before any KMS call")
    void requiredAbsent() {
      auction.with("required", "[\"buyer-2\"]").open();
      byte[] bid = auction.bid("buyer-1", 1, 1, 1);
      auction.acknowledged("buyer-1", bid);
      enclave.time.set(CLOSES);
      VoidStatement said = auction.voided(auction.resolve());
      assertThat(said.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
      assertThat(said.buyers()).containsExactly(new BuyerCode("buyer-2", "ABSENT"));
      assertThat(enclave.kms.calls).isEmpty();
    }

    @Test
    @DisplayName("a required party overrides EXCLUDE, and junk under its header is no sheet")
    void requiredGoneOrInvalid() {
      auction.with("keyGone", "\"EXCLUDE\"").with("required", "[\"buyer-2\"]");
      twoBids();
      enclave.kms.refusals.put(TestEnclave.keyOf(2), "DisabledException");
      assertThat(auction.voided(auction.resolveWith(one, two)).buyers())
          .containsExactly(new BuyerCode("buyer-2", "DisabledException"));
    }

    @Test
    void requiredWithdrawn() {
      auction.with("required", "[\"buyer-2\"]");
      auction.open();
      byte[] withdrawal = auction.withdrawal("buyer-2", 1);
      auction.acknowledged("buyer-2", withdrawal);
      enclave.time.set(CLOSES);
      assertThat(auction.outcome(auction.resolveWith(withdrawal)).buyers().get(1).status())
          .isEqualTo(BuyerStatus.WITHDRAWN);
    }
  }

  @Nested
  class Ending {
    private final TestEnclave.Auction auction = enclave.auction("a", 1);
    private byte[] bid = new byte[0];

    private void oneBid() {
      auction.open();
      bid = auction.bid("buyer-1", 1, 100, 900);
      auction.acknowledged("buyer-1", bid);
    }

    @Test
    void voidOnRequestIsTheSameForEver() {
      oneBid();
      Reply.Resolved first = (Reply.Resolved) auction.voidSession();
      enclave.time.set(CLOSES);
      Reply.Resolved second = (Reply.Resolved) auction.voidSession();
      Reply.Resolved third = (Reply.Resolved) auction.resolve();

      assertThat(auction.voided(first).reason()).isEqualTo(VoidReason.REQUESTED);
      assertThat(second.outcomeOrVoid()).isEqualTo(first.outcomeOrVoid());
      assertThat(third.outcomeOrVoid()).isEqualTo(first.outcomeOrVoid());
      assertThat(auction.voided(first).voidedAt()).isEqualTo(TestEnclave.OPENED);
      assertThat(code(auction.submit("buyer-1", bid))).isEqualTo(ErrorCode.VOIDED);
      assertThat(code(auction.present(bid))).isEqualTo(ErrorCode.VOIDED);
      assertThat(enclave.kms.calls).isEmpty();
    }

    @Test
    @DisplayName("resolveBy itself is in time; past it the session is void unasked (G5)")
    void deadline() throws Exception {
      oneBid();
      enclave.time.set(RESOLVE_BY);
      enclave.sessions.expire(enclave.context.clock().now());
      assertThat(auction.status().state()).isEqualTo(SessionState.OPEN);
      enclave.time.set(RESOLVE_BY.plusMillis(1));
      enclave.sessions.expire(enclave.context.clock().now());
      assertThat(auction.status().state()).isEqualTo(SessionState.VOID);
      assertThat(auction.voided(auction.resolve()).reason())
          .isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    }

    @Test
    @DisplayName("[A-8] voidedAt is when the session ended, not when somebody asked")
    void voidedAtIsTheTimeOfTheEnd() throws Exception {
      oneBid();
      Instant noticed = RESOLVE_BY.plusMillis(1);
      enclave.time.set(noticed);
      enclave.sessions.expire(enclave.context.clock().now());
      enclave.time.set(RESOLVE_BY.plusSeconds(86_400));
      assertThat(auction.voided(auction.voidSession()).voidedAt()).isEqualTo(noticed);
    }

    @Test
    @DisplayName("[A-8] a void whose document failed is said later with the time of the end")
    void voidAttestedLater() {
      oneBid();
      enclave.nsm.before =
          request -> {
            if (request.userData().isPresent()) {
              enclave.nsm.failures.set(1);
              enclave.nsm.before = again -> {};
            }
          };
      assertThat(code(auction.voidSession())).isEqualTo(ErrorCode.NSM_FAILED);
      assertThat(auction.status().state()).isEqualTo(SessionState.VOID);
      enclave.time.set(CLOSES);
      assertThat(auction.voided(auction.voidSession()).voidedAt()).isEqualTo(TestEnclave.OPENED);
    }

    @Test
    @DisplayName("[C-3] without a time nothing is voided, and asking again does it")
    void voidWithoutAClock() {
      oneBid();
      enclave.nsm.failures.set(1);
      assertThat(code(auction.voidSession())).isEqualTo(ErrorCode.CLOCK_UNAVAILABLE);
      assertThat(auction.status().state()).isEqualTo(SessionState.OPEN);
      assertThat(auction.voided(auction.voidSession()).reason()).isEqualTo(VoidReason.REQUESTED);
    }

    /** [C-7]. */
    @Test
    void resolvedAtTheLastMoment() {
      oneBid();
      enclave.time.set(RESOLVE_BY);
      assertThat(auction.outcome(auction.resolveWith(bid)).resolvedAt()).isEqualTo(RESOLVE_BY);
    }

    @Test
    @DisplayName("[C-7] openings that end after resolveBy decide nothing")
    void lateOpenings() {
      oneBid();
      enclave.time.set(CLOSES);
      enclave.kms.during = request -> enclave.time.set(RESOLVE_BY.plusMillis(1));
      VoidStatement said = auction.voided(auction.resolveWith(bid));
      assertThat(said.reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    }

    @Test
    @DisplayName("[R-9] KMS refuses because resolveBy has passed: void at once, naming its answers")
    void refusedTooLate() throws Exception {
      kmsRefusesAt(RESOLVE_BY.plusMillis(1));
      VoidStatement said = auction.voided(auction.resolveWith(bid));
      assertThat(said.reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
      assertThat(said.buyers()).containsExactly(new BuyerCode("buyer-1", "AccessDeniedException"));
    }

    @Test
    @DisplayName("[R-9] … at resolveBy itself the round has only stopped, and may be tried again")
    void refusedInTime() throws Exception {
      kmsRefusesAt(RESOLVE_BY);
      assertThat(code(auction.resolveWith(bid))).isEqualTo(ErrorCode.KMS_REFUSED);
      enclave.kms.refusals.clear();
      assertThat(auction.outcome(auction.resolve())).isNotNull();
    }

    /** One bid, and KMS refuses it when it is that time. */
    private void kmsRefusesAt(Instant time) throws Exception {
      oneBid();
      enclave.time.set(CLOSES);
      enclave.kms.refusals.put(TestEnclave.keyOf(1), "AccessDeniedException");
      enclave.kms.during = request -> enclave.time.set(time);
    }

    /** Every opening stops inside KMS until it may go on. */
    private final class StoppedKms {
      private final CountDownLatch inside = new CountDownLatch(1);
      private final CountDownLatch goOn = new CountDownLatch(1);

      StoppedKms() {
        enclave.kms.during =
            request -> {
              inside.countDown();
              await(goOn);
            };
      }
    }

    @Test
    @DisplayName("a void during a round: no outcome, and no opening is under way when it is said")
    void voidMidRound() throws Exception {
      oneBid();
      enclave.time.set(CLOSES);
      auction.resolve();
      auction.present(bid);
      StoppedKms kms = new StoppedKms();
      CompletableFuture<Reply> resolving = onOwnThread(auction::resolve);
      await(kms.inside);
      assertThat(code(auction.resolve())).isEqualTo(ErrorCode.SESSION_RESOLVING);
      CompletableFuture<Reply> voiding = onOwnThread(auction::voidSession);
      while (auction.status().state() != SessionState.VOID) {
        Thread.onSpinWait();
      }
      assertThat(voiding).as("an opening is still under way").isNotDone();
      kms.goOn.countDown();

      Reply voided = voiding.get(5, TimeUnit.MINUTES);
      assertThat(auction.voided(voided).reason()).isEqualTo(VoidReason.REQUESTED);
      assertThat(((Reply.Resolved) resolving.get(5, TimeUnit.MINUTES)).outcomeOrVoid())
          .isEqualTo(((Reply.Resolved) voided).outcomeOrVoid());
    }

    @Test
    @DisplayName("… and those that hadn't begun never do: KMS isn't asked for them")
    void voidMidRoundBeginsNoMore() throws Exception {
      int parties = 12; // three times as many as are opened at one time
      TestEnclave.Auction many = enclave.auction("many", parties).open();
      List<byte[]> bids = new ArrayList<>();
      for (String buyer : many.buyers) {
        bids.add(many.bid(buyer, 1, 100, 600));
        many.acknowledged(buyer, bids.get(bids.size() - 1));
      }
      enclave.time.set(CLOSES);
      many.resolve();
      many.present(bids.toArray(byte[][]::new));
      StoppedKms kms = new StoppedKms();
      CompletableFuture<Reply> resolving = onOwnThread(many::resolve);
      await(kms.inside);
      CompletableFuture<Reply> voiding = onOwnThread(many::voidSession);
      while (many.status().state() != SessionState.VOID) {
        Thread.onSpinWait();
      }
      kms.goOn.countDown();
      many.voided(voiding.get(5, TimeUnit.MINUTES));
      many.voided(resolving.get(5, TimeUnit.MINUTES));
      assertThat(enclave.kms.calls).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    @DisplayName("[A-7] a void that races the start of a round: one end, and both are told it")
    void voidRacesTheRound() throws Exception {
      List<TestEnclave.Auction> auctions = new ArrayList<>();
      for (int i = 0; i < Limits.MAX_OPEN_SESSIONS; i++) {
        auctions.add(enclave.auction("race-" + i, 1).open());
      }
      enclave.time.set(CLOSES);
      for (TestEnclave.Auction empty : auctions) {
        CompletableFuture<Reply> resolving = onOwnThread(empty::resolve);
        while (empty.status().state() == SessionState.OPEN) {
          Thread.onSpinWait();
        }
        CompletableFuture<Reply> voiding = onOwnThread(empty::voidSession);
        assertThat(((Reply.Resolved) voiding.get(5, TimeUnit.MINUTES)).outcomeOrVoid())
            .isEqualTo(((Reply.Resolved) resolving.get(5, TimeUnit.MINUTES)).outcomeOrVoid());
      }
    }

    @Test
    @DisplayName("resolveBy passes in the middle of a round: void unasked")
    void deadlineMidRound() throws Exception {
      oneBid();
      enclave.time.set(CLOSES);
      auction.resolve();
      auction.present(bid);
      enclave.kms.during =
          request -> {
            enclave.time.set(RESOLVE_BY.plusSeconds(1));
            try {
              enclave.sessions.expire(enclave.context.clock().now());
            } catch (RefusedException e) {
              throw new IllegalStateException(e);
            }
          };
      assertThat(auction.voided(auction.resolve()).reason())
          .isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    }

    @RepeatedTest(5)
    @DisplayName("[C-4] [R-1] a submit that races the freeze is in the frozen set or refused")
    void submitRacesTheFreeze() throws Exception {
      TestEnclave.Auction racing = enclave.auction("racing", 2).open();
      List<byte[]> late = List.of(racing.bid("buyer-1", 1, 1, 1), racing.bid("buyer-1", 2, 1, 1));
      CountDownLatch holding = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      CountDownLatch inTime = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      AtomicInteger asked = new AtomicInteger();
      enclave.time.set(CLOSES.minusMillis(1));
      enclave.nsm.written =
          document -> {
            int number = isStatement(document) ? 0 : asked.incrementAndGet();
            if (number == 1) {
              holding.countDown();
              await(letGo);
            } else if (number == 2) {
              inTime.countDown();
              await(closed);
            }
            return document;
          };
      // While somebody else asks for the time, both submits wait for one document.
      byte[] rival = racing.bid("buyer-2", 1, 1, 1);
      CompletableFuture<Reply> other = onOwnThread(() -> racing.submit("buyer-2", rival));
      await(holding);
      List<Waiting> submits = new ArrayList<>();
      for (byte[] sheet : late) {
        submits.add(Waiting.of(() -> racing.submit("buyer-1", sheet)));
      }
      submits.forEach(Waiting::awaitBlocked);
      letGo.countDown();
      // Theirs is from before closing. Before either has it, it is closing, and the box freezes:
      // one of the two may come behind the freeze with a time that was in time.
      await(inTime);
      enclave.time.set(CLOSES);
      Waiting resolve = Waiting.of(racing::resolve);
      resolve.awaitBlocked();
      closed.countDown();

      Set<Sha384> taken = new HashSet<>();
      for (int i = 0; i < late.size(); i++) {
        if (submits.get(i).get() instanceof Reply.StatementReply) {
          taken.add(Sha384.of(late.get(i)));
        } else {
          assertThat(code(submits.get(i).get())).isEqualTo(ErrorCode.CLOSED);
        }
      }
      assertThat(other.get(5, TimeUnit.MINUTES)).isInstanceOf(Reply.StatementReply.class);
      List<Sha384> frozen = ((Reply.Wanted) resolve.get()).sheets();
      assertThat(frozen).containsAll(taken).hasSize(taken.size() + 1);
    }

    private static boolean isStatement(byte[] document) {
      try {
        return AttestationDocument.parse(document).userData().isPresent();
      } catch (AttestationFormatException e) {
        throw new IllegalStateException(e);
      }
    }

    /** A call on a thread of its own, of which can be seen that it waits for another. */
    private record Waiting(Thread thread, CompletableFuture<Reply> reply) {
      static Waiting of(Supplier<Reply> call) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Thread thread =
            new Thread(
                () -> {
                  try {
                    reply.complete(call.get());
                  } catch (RuntimeException e) {
                    reply.completeExceptionally(e);
                  }
                });
        thread.setDaemon(true);
        thread.start();
        return new Waiting(thread, reply);
      }

      void awaitBlocked() {
        while (thread.getState() != Thread.State.BLOCKED) {
          assertThat(reply).as("it waits").isNotDone();
          Thread.onSpinWait();
        }
      }

      Reply get() throws Exception {
        return reply.get(5, TimeUnit.MINUTES);
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @DisplayName("[A-3] [A-4] KMS sees a document with a public key; no statement's document has one")
  void publicKeys() {
    TestEnclave.Auction auction = enclave.auction("a", 1).open();
    byte[] bid = auction.bid("buyer-1", 1, 100, 900);
    auction.acknowledged("buyer-1", bid);
    enclave.time.set(CLOSES);
    enclave.nsm.before =
        request ->
            assertThat(request.publicKey().isPresent() && request.userData().isPresent()).isFalse();
    auction.outcome(auction.resolveWith(bid));
    assertThat(enclave.kms.calls).allMatch(call -> call.recipient() != null);
  }

  /** Not on the common pool: on a small machine that has one thread, and a round occupies it. */
  private static <T> CompletableFuture<T> onOwnThread(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        task -> {
          Thread thread = new Thread(task, "test");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
