package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static dev.sealedbid.e2e.Staged.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.rules.Lottery;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.StandingRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** What a buyer does with its own sheets, past its command line. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks of a buyer with its own sheets")
class BuyerAttackIT {
  private static final int TOO_MANY_UNITS = 10_000;
  private static final int LOTS_OF_THEM = 6;

  private final AttackRange range;

  BuyerAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName(
      "Bids off the step, where it isn't admitted, or reserves (G9): INVALID, rest goes on")
  void invalidSheets() throws Exception {
    byte[][] sheets = new byte[4][];
    Staged auction =
        range.stage(
            4,
            terms -> {
              ObjectNode lot = (ObjectNode) terms.required("lots").required(0);
              lot.put("step", 100);
              for (int admitted : List.of(0, 1, 3)) {
                lot.withArray("admitted").add(AttackRange.buyer(terms, admitted));
              }
            },
            open -> {
              CarelessBuyer[] buyers = new CarelessBuyer[4];
              for (int i = 0; i < 4; i++) {
                buyers[i] = open.pinned(open.buyer(i));
              }
              sheets[0] = buyers[0].seal(open.auction(), open.buyer(0), 1, 5_000);
              sheets[1] = buyers[1].seal(open.auction(), open.buyer(1), 1, 5_050);
              sheets[2] = buyers[2].seal(open.auction(), open.buyer(2), 1, 6_000);
              BidSheet reserve = BidSheet.reserve(buyers[3].nonce(), new long[] {7_000});
              sheets[3] = buyers[3].seal(open.auction(), open.buyer(3), 1, reserve);
              for (int i = 0; i < 4; i++) {
                open.received(open.submit(open.buyer(i), sheets[i]));
              }
            });
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(0));
    assertThat(result(outcome, auction.buyer(0)).status()).isEqualTo(BuyerStatus.COUNTED);
    for (int i = 1; i < 4; i++) {
      assertThat(result(outcome, auction.buyer(i)).status()).isEqualTo(BuyerStatus.INVALID);
    }
  }

  @Attack
  @DisplayName("Polls who has submitted (G8, G9): until the end nothing that it may read changes")
  void whoHasSubmitted() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              List<String> before = polled(open);
              open.bids(open.buyer(0), "50");
              assertThat(polled(open)).isEqualTo(before);
              open.bids(open.buyer(1), "10");
              assertThat(polled(open)).isEqualTo(before);
              // In the rival's name, by what it has: its own sheet's digest.
              Sha384 own = Sha384.of(open.copy(open.buyer(1)));
              ParentClient parent = range.commands().parent();
              for (String party : List.of(open.buyer(0), "nobody")) {
                StandingRequest asked = new StandingRequest(party, own.hex());
                assertThat(refusal(() -> parent.standing(open.id(), asked)))
                    .isEqualTo(ParentCode.NO_SUCH_ACKNOWLEDGEMENT.name());
              }
              StandingRequest mine = new StandingRequest(open.buyer(1), own.hex());
              assertThat(refusal(() -> parent.standing(open.id(), mine))).isEqualTo("taken");
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  /** Everything of that auction that whoever may call the parent can read. */
  private List<String> polled(Staged open) throws Exception {
    List<String> answers = new ArrayList<>();
    String auction = range.system().parent() + "/api/v1/auctions/" + open.id();
    for (String path : List.of("", "/sessions", "/sessions/" + open.session().hex(), "/receipt")) {
      HttpRequest get = HttpRequest.newBuilder(URI.create(auction + path)).GET().build();
      String body =
          HttpClient.newHttpClient().send(get, HttpResponse.BodyHandlers.ofString()).body();
      // The enclave may be slow to say that the session is open.
      answers.add(body.replaceAll(",\"unconfirmed\":\"[A-Z_]+\"", ""));
    }
    return answers;
  }

  @Attack
  @DisplayName("Falls back to an older bid by a malformed newer one (G6): there is no falling back")
  void noFallback() throws Exception {
    byte[][] sheets = new byte[3][];
    Staged auction =
        range.stage(
            2,
            open -> {
              CarelessBuyer attacker = open.pinned(open.buyer(0));
              sheets[0] = attacker.seal(open.auction(), open.buyer(0), 1, 9_000);
              BidSheet malformed = BidSheet.reserve(attacker.nonce(), new long[] {1});
              sheets[1] = attacker.seal(open.auction(), open.buyer(0), 2, malformed);
              sheets[2] = open.pinned(open.buyer(1)).seal(open.auction(), open.buyer(1), 1, 1_000);
              open.received(open.submit(open.buyer(0), sheets[0]));
              open.received(open.submit(open.buyer(0), sheets[1]));
              open.received(open.submit(open.buyer(1), sheets[2]));
            });
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(1));
    assertThat(result(outcome, auction.buyer(0)).status()).isEqualTo(BuyerStatus.INVALID);
    assertThat(result(outcome, auction.buyer(0)).sheetSha384()).contains(Sha384.of(sheets[1]));
  }

  @Attack
  @DisplayName("Makes two sheets of one revision, to choose later (G6): the greater digest counts")
  void oneRevisionTwice() throws Exception {
    byte[][] sheets = new byte[4][];
    Staged auction =
        range.stage(
            2,
            open -> {
              // One relays the greater digest first, the other one last: the order is nothing.
              for (int i = 0; i < 2; i++) {
                CarelessBuyer attacker = open.pinned(open.buyer(i));
                byte[] high = attacker.seal(open.auction(), open.buyer(i), 7, 9_000);
                byte[] low = attacker.seal(open.auction(), open.buyer(i), 7, 500);
                boolean highIsGreater = Sha384.of(high).compareTo(Sha384.of(low)) > 0;
                sheets[i] = highIsGreater ? high : low;
                sheets[2 + i] = highIsGreater ? low : high;
                open.received(open.submit(open.buyer(i), i == 0 ? sheets[0] : sheets[3]));
                open.received(open.submit(open.buyer(i), i == 0 ? sheets[2] : sheets[1]));
              }
            });
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    for (int i = 0; i < 2; i++) {
      assertThat(result(outcome, auction.buyer(i)).sheetSha384()).contains(Sha384.of(sheets[i]));
    }
    assertThat(outcome.acknowledged()).hasSize(4);
  }

  @Attack
  @DisplayName("Seals under half a data key (G9): KMS's answer is of no use, its sheet INVALID")
  void halfADataKey() throws Exception {
    byte[][] sheets = new byte[2][];
    Staged auction =
        range.stage(
            2,
            open -> {
              byte[] honest =
                  open.pinned(open.buyer(0)).seal(open.auction(), open.buyer(0), 1, 9_000);
              sheets[0] = withHalfADataKey(open.buyer(0), honest);
              sheets[1] = open.pinned(open.buyer(1)).seal(open.auction(), open.buyer(1), 1, 1_000);
              for (int i = 0; i < 2; i++) {
                open.received(open.submit(open.buyer(i), sheets[i]));
              }
            });
    // KMS does open it, for the enclave only: what comes out is no key of this suite.
    OpeningByHand.of(range, sheets[0], range.cast().sheetKey(auction.buyer(0))).requireGranted();
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    assertThat(result(outcome, auction.buyer(0)).status()).isEqualTo(BuyerStatus.INVALID);
    assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(1));
  }

  /** The same message with a data key of 16 bytes, which KMS made in the same context. */
  private byte[] withHalfADataKey(String buyer, byte[] sheet) {
    ParsedCiphertext header = new ParsedCiphertext(sheet, 1);
    byte[] whole = header.getEncryptedKeyBlobs().get(0).getEncryptedDataKey();
    byte[] half =
        range
            .commands()
            .kms(buyer)
            .generateDataKey(
                ask ->
                    ask.keyId(range.cast().sheetKey(buyer))
                        .numberOfBytes(16)
                        .encryptionContext(header.getEncryptionContextMap()))
            .ciphertextBlob()
            .asByteArray();
    return RewrittenHeader.withEncryptedDataKey(sheet, whole, half);
  }

  @Attack
  @DisplayName("Steers the lottery by who comes first (G6): the seed decides, and is published")
  void lottery() throws Exception {
    Staged auction =
        range.stage(
            3,
            open -> {
              for (int i = 2; i >= 0; i--) {
                open.bids(open.buyer(i), "50");
              }
            });
    byte[] receipt = auction.resolve().receipt();
    Outcome outcome = Staged.outcome(receipt);
    List<String> tied = List.of(auction.buyer(0), auction.buyer(1), auction.buyer(2));
    List<String> ranking = Lottery.ranking(outcome.lotterySeed(), "lot-1", tied);
    auction.resolvesTo(ranking.get(0));
    Path file = Files.write(range.folder().resolve("r.json"), receipt);
    CommandLines.Run shown = range.verify(file.toString(), "--ranks");
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).containsSubsequence(ranking);
  }

  @Attack
  @DisplayName("Has terms made with more winners than an outcome can name (G9): INVALID_TERMS")
  void tooManyUnits() throws Exception {
    byte[] terms =
        AttackRange.changed(
            range
                .draft(range.newAuctionId(), range.newBuyers(2), Instant.now().plusSeconds(60))
                .json(),
            json -> {
              json.put("disclosure", "PRICE_PUBLIC");
              json.withArray("lots").removeAll();
              for (int lot = 1; lot <= LOTS_OF_THEM; lot++) {
                json.withArray("lots")
                    .addObject()
                    .put("id", "lot-" + lot)
                    .put("units", TOO_MANY_UNITS)
                    .put("reserve", 100);
              }
            });
    assertThat(refusal(() -> range.commands().parent().open(terms)))
        .isEqualTo(ErrorCode.INVALID_TERMS.name());
    EnclaveLine line = EnclaveLine.to(range.system().enclave());
    assertRefused(line.ask(new Request.Open(terms)), ErrorCode.INVALID_TERMS);
    // With one lot less the sum is 50,000, and they are opened.
    byte[] fewer =
        AttackRange.changed(terms, json -> json.withArray("lots").remove(LOTS_OF_THEM - 1));
    assertThat(refusal(() -> range.commands().parent().open(fewer))).isEqualTo("taken");
  }
}
