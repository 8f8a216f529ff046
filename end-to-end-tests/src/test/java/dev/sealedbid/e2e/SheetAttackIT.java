package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static dev.sealedbid.e2e.Staged.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.DecryptRole;
import dev.sealedbid.rest.ParentCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an auctioneer, or a rival with its help, does to sheets. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on sheets and the box")
class SheetAttackIT {
  private static final long LOW = 1_000;
  private static final long HIGH = 5_000;
  private static final long BETWEEN = 3_000;
  private static final String HUGE = "9999999999999";

  private final AttackRange range;

  SheetAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Drops an acknowledged sheet (G6): the enclave wants every one")
  void droppedSheet() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    String victim = auction.buyer(0);
    byte[] dropped = auction.copy(victim);
    byte[] kept = auction.copy(auction.buyer(1));
    for (int tries = 0; tries < 3; tries++) {
      Reply wanted = auction.resolve(range.decryptRole());
      assertThat(wanted)
          .isInstanceOfSatisfying(
              Reply.Wanted.class, reply -> assertThat(reply.sheets()).contains(Sha384.of(dropped)));
      assertThat(auction.present(kept)).isEqualTo(new Reply.Presented(1));
    }
    byte[] another = dropped.clone();
    another[another.length - 1] ^= 1;
    assertRefused(auction.present(kept, another), ErrorCode.NOT_ACKNOWLEDGED);
    assertThat(auction.resolve(range.decryptRole())).isEqualTo(wants(dropped));

    Outcome outcome = auction.resolvesTo(victim);
    assertThat(outcome.acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("Drops an acknowledged sheet's copy from its bucket (G6): nothing is decided")
  void droppedCopy() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    byte[] copy = auction.copy(auction.buyer(0));
    auction.deleteCopy(auction.buyer(0), copy);
    assertThat(refusal(auction::resolve)).isEqualTo(ParentCode.SHEET_COPY_MISSING.name());
    auction.putCopy(auction.buyer(0), copy);
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Fills the bucket with sheets that are refused (G9): none of them is kept")
  void refusedSheetsFillTheBucket() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              String filler = open.buyer(1);
              byte[] sheet = open.copy(filler);
              for (int i = 0; i < 20; i++) {
                assertThat(open.submitOverRest(filler, Arrays.copyOf(sheet, 16 + i)))
                    .isEqualTo(ErrorCode.SHEET_MALFORMED.name());
              }
              assertThat(open.submitOverRest(filler, open.copy(open.buyer(0))))
                  .isEqualTo(ErrorCode.SHEET_WRONG_KEY.name());
              assertThat(open.copies()).hasNumberOfRows(2);
            });
    String filler = auction.buyer(1);
    byte[] late = RewrittenHeader.replace(auction.copy(filler), auction.revision(filler), HUGE);
    assertThat(auction.submitOverRest(filler, late)).isEqualTo(ErrorCode.CLOSED.name());
    assertThat(auction.copies()).hasNumberOfRows(2);
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Withholds a lower revision and presents it last (G6): the highest counts")
  void lowerRevisionLast() throws Exception {
    byte[][] sheets = new byte[3][];
    Staged auction =
        range.stage(
            2,
            open -> {
              CarelessBuyer victim = open.pinned(open.buyer(0));
              CarelessBuyer rival = open.pinned(open.buyer(1));
              sheets[0] = victim.seal(open.auction(), open.buyer(0), 1, LOW);
              sheets[1] = victim.seal(open.auction(), open.buyer(0), 2, HIGH);
              sheets[2] = rival.seal(open.auction(), open.buyer(1), 1, BETWEEN);
              // Relayed last, too: its sequence is the highest.
              open.submit(open.buyer(0), sheets[1]);
              open.submit(open.buyer(1), sheets[2]);
              open.submit(open.buyer(0), sheets[0]);
            });
    assertThat(auction.resolve(range.decryptRole())).isInstanceOf(Reply.Wanted.class);
    auction.present(sheets[2]);
    auction.present(sheets[1]);
    assertThat(auction.resolve(range.decryptRole())).isEqualTo(wants(sheets[0]));
    auction.present(sheets[0]);
    Reply resolved = auction.resolve(range.decryptRole());

    Outcome outcome = auction.outcome(resolved);
    assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(0));
    assertThat(result(outcome, auction.buyer(0)).sheetSha384()).contains(Sha384.of(sheets[1]));
    assertThat(outcome.acknowledged()).hasSize(3);
  }

  @Attack
  @DisplayName("Sends junk with a rival's header and a huge revision (G6): the next one is tried")
  void junkUnderARivalsHeader() throws Exception {
    byte[][] junk = new byte[2][];
    Staged auction =
        range.stage(
            2,
            open -> {
              String victim = open.buyer(0);
              open.bids(victim, "50");
              open.bids(open.buyer(1), "10");
              byte[] sheet = open.copy(victim);
              String revision = open.revision(victim);
              junk[0] = RewrittenHeader.replace(sheet, revision, HUGE);
              junk[1] = junk[0].clone();
              junk[1][junk[1].length - 1] ^= 1; // another digest, no better
              for (byte[] one : junk) {
                assertThat(open.submitOverRest(victim, one)).isEqualTo("taken");
              }
            });
    Outcome outcome = auction.resolvesTo(auction.buyer(0));
    assertThat(result(outcome, auction.buyer(0)).status()).isEqualTo(BuyerStatus.COUNTED);
    assertThat(result(outcome, auction.buyer(0)).sheetSha384().orElseThrow())
        .isNotIn(Sha384.of(junk[0]), Sha384.of(junk[1]));
    assertThat(outcome.acknowledged()).hasSize(4);
  }

  @Attack
  @DisplayName("Replays a sheet in another auction, session or buyer's name (G3): the pre-check")
  void replayedElsewhere() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              String victim = open.buyer(0);
              String rival = open.buyer(1);
              open.bids(victim, "50");
              open.bids(rival, "10");
              byte[] sheet = open.copy(victim);
              assertRefused(open.submit(rival, sheet), ErrorCode.SHEET_WRONG_KEY);
              byte[] renamed = RewrittenHeader.replace(sheet, victim, rival);
              assertRefused(open.submit(rival, renamed), ErrorCode.SHEET_WRONG_KEY);
              Staged other = open.another();
              assertRefused(
                  other.ask(new Request.Submit(other.session(), victim, sheet)),
                  ErrorCode.SHEET_WRONG_CONTEXT);
              byte[] moved = RewrittenHeader.replace(sheet, open.id(), other.id());
              assertRefused(
                  other.ask(new Request.Submit(other.session(), victim, moved)),
                  ErrorCode.SHEET_WRONG_CONTEXT);
              byte[] session =
                  RewrittenHeader.replace(sheet, open.session().hex(), other.session().hex());
              assertRefused(open.submit(victim, session), ErrorCode.SHEET_WRONG_CONTEXT);
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("Swaps the key ARN in a sheet's header (G2): the pre-check")
  void swappedKeyArn() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              String victim = open.buyer(0);
              String rival = open.buyer(1);
              open.bids(victim, "50");
              open.bids(rival, "10");
              byte[] swapped =
                  RewrittenHeader.replace(
                      open.copy(victim),
                      range.cast().sheetKey(victim),
                      range.cast().sheetKey(rival));
              assertRefused(open.submit(victim, swapped), ErrorCode.SHEET_WRONG_KEY);
              assertRefused(open.submit(rival, swapped), ErrorCode.SHEET_WRONG_CONTEXT);
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("Refuses credentials for one rival's key, terms EXCLUDE (G6): decides nothing")
  void credentialsForAllButOne() throws Exception {
    Staged auction = range.stage(2, terms -> terms.put("keyGone", "EXCLUDE"), Staged::bothBid);
    String victim = auction.buyer(0);
    String policy =
        """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"},
          {"Effect":"Deny","Action":"kms:Decrypt","Resource":"%s"}]}
        """
            .formatted(range.cast().sheetKey(victim));
    try (DecryptRole narrowed = range.assume(Optional.of(policy))) {
      auction.resolve(narrowed);
      auction.present(auction.copy(victim), auction.copy(auction.buyer(1)));
      for (int tries = 0; tries < 3; tries++) {
        Reply reply = auction.resolve(narrowed);
        if (reply instanceof Reply.Wanted) {
          auction.present(auction.copy(victim));
          reply = auction.resolve(narrowed);
        }
        assertKmsRefused(reply, "AccessDeniedException", victim);
      }
    }
    Outcome outcome = auction.resolvesTo(victim);
    assertThat(outcome.buyers()).allMatch(buyer -> buyer.status() == BuyerStatus.COUNTED);
  }

  @Attack
  @DisplayName("Asks for a void after an outcome (G4): an outcome stays")
  void voidAfterAnOutcome() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    byte[] receipt = auction.resolve().receipt();
    assertThat(refusal(auction::voidIt)).isEqualTo(ErrorCode.ALREADY_RESOLVED.name());
    Reply reply = auction.ask(new Request.VoidSession(auction.session()));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Resolved.class,
            resolved -> {
              assertThat(resolved.again()).isTrue();
              assertThat(resolved.outcomeOrVoid().statement())
                  .isEqualTo(Staged.outcomeBytes(receipt));
            });
    auction.resolvesTo(auction.buyer(0));
    assertThat(auction.resolve().receipt()).isEqualTo(receipt);
  }

  private static Reply wants(byte[] sheet) {
    return new Reply.Wanted(List.of(Sha384.of(sheet)));
  }
}
