package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static dev.sealedbid.e2e.Staged.result;
import static dev.sealedbid.e2e.Staged.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.HostileEnclave;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** A buyer that takes its key away once it has seen who bids, to escape or to stop the auction. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks by a key that is gone")
class KeyGoneAttackIT {
  private static final String DISABLED = "DisabledException";
  private static final String BEING_DELETED = "KMSInvalidStateException";

  private final AttackRange range;

  KeyGoneAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Disables its key after closing, terms ABORT (G9): a void that names it")
  void abort() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    disableKey(auction.buyer(0));
    VoidStatement end = voided(auction.resolve(range.decryptRole(), auction.copies()));
    assertThat(end.reason()).isEqualTo(VoidReason.KEY_GONE);
    assertThat(end.buyers()).containsExactly(new BuyerCode(auction.buyer(0), DISABLED));
    // It comes back too late: what was void stays void.
    enableKey(auction.buyer(0));
    assertThat(voided(auction.resolve(range.decryptRole()))).isEqualTo(end);
    assertThat(refusal(auction::resolve)).isEqualTo("VOIDED");
  }

  @Attack
  @DisplayName("Has its key deleted after closing, terms EXCLUDE (G9): named, the rest goes on")
  void exclude() throws Exception {
    Staged auction = range.stage(2, KeyGoneAttackIT::excluding, Staged::bothBid);
    String gone = auction.buyer(0);
    range.commands().kms(gone).scheduleKeyDeletion(r -> r.keyId(key(gone)).pendingWindowInDays(7));
    Outcome outcome = auction.resolvesTo(auction.buyer(1));
    assertThat(result(outcome, gone).status()).isEqualTo(BuyerStatus.EXCLUDED);
    assertThat(result(outcome, gone).code()).contains(BEING_DELETED);
    assertThat(result(outcome, auction.buyer(1)).status()).isEqualTo(BuyerStatus.COUNTED);
  }

  @Attack
  @DisplayName("Disables its key though it is required, terms EXCLUDE (G9): void all the same")
  void required() throws Exception {
    Staged auction =
        range.stage(
            2, AttackRange.requiring(0).andThen(KeyGoneAttackIT::excluding), Staged::bothBid);
    disableKey(auction.buyer(0));
    VoidStatement end = voided(auction.resolve(range.decryptRole(), auction.copies()));
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(auction.buyer(0), DISABLED));
  }

  @Attack
  @DisplayName("The seller's key is gone, terms EXCLUDE (G9): void, for the seller is required")
  void sellersKey() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    Staged auction =
        range.stage(
            2,
            reserve.andThen(KeyGoneAttackIT::excluding),
            open -> {
              reserve.seals(open, "30");
              open.bothBid();
            });
    disableKey(reserve.profile());
    VoidStatement end =
        voided(auction.resolve(range.decryptRole(), auction.copiesWith(SealedReserve.SELLER)));
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(SealedReserve.SELLER, DISABLED));
  }

  @Attack
  @DisplayName("Closes its key by policy after closing (G9): decides nothing, names the buyer")
  void closedByPolicy() throws Exception {
    Staged auction = range.stage(2, KeyGoneAttackIT::excluding, Staged::bothBid);
    String closer = auction.buyer(0);
    range
        .commands()
        .buyer(
            range.cast().bidder(closer).directory(),
            "key",
            "close",
            key(closer),
            "--yes",
            "--profile",
            closer)
        .orFail("key close");
    for (int tries = 0; tries < 2; tries++) {
      assertKmsRefused(
          auction.resolve(range.decryptRole(), auction.copies()), "AccessDeniedException", closer);
    }
    assertThat(auction.ask(new Request.Status(auction.session())))
        .isInstanceOfSatisfying(
            Reply.StatusReply.class,
            status -> assertThat(status.state()).isEqualTo(SessionState.RESOLVING));
  }

  @Attack
  @DisplayName("Enables its key again between two openings (G9): neither gone nor counted, yet")
  void comesBack() throws Exception {
    URI kms = range.system().addresses().kms();
    // The auctioneer helps: with the CA's stolen key it sees when KMS refuses the first sheet.
    ManInTheMiddle between =
        new ManInTheMiddle(range.stolenCa(), range.stolenCa(), kms, (request, answer) -> answer);
    HostileEnclave enclave = range.launch(new HostileEgress(kms, between));
    byte[][] sheets = new byte[3][];
    Staged auction =
        range.stage(
            enclave,
            2,
            open -> {
              CarelessBuyer attacker = open.pinned(open.buyer(0));
              sheets[0] = attacker.seal(open.auction(), open.buyer(0), 2, 5_000);
              sheets[1] = attacker.seal(open.auction(), open.buyer(0), 1, 500);
              sheets[2] = open.pinned(open.buyer(1)).seal(open.auction(), open.buyer(1), 1, 1_000);
              open.received(open.submit(open.buyer(0), sheets[0]));
              open.received(open.submit(open.buyer(0), sheets[1]));
              open.received(open.submit(open.buyer(1), sheets[2]));
            });
    String attacker = auction.buyer(0);
    disableKey(attacker);
    between.whenKmsRefuses(() -> enableKey(attacker));
    Reply stopped = auction.resolve(range.decryptRole(), sheets);
    assertThat(between.refusals()).containsExactly(DISABLED);
    assertKmsRefused(stopped, "KEY_CAME_BACK", attacker);
    // Asked again with the key in place, its highest revision counts: it has chosen nothing.
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    assertThat(outcome.lots().get(0).winners()).containsExactly(attacker);
    assertThat(result(outcome, attacker).sheetSha384()).contains(Sha384.of(sheets[0]));
  }

  private static void excluding(ObjectNode terms) {
    terms.put("keyGone", "EXCLUDE");
  }

  private void disableKey(String buyer) {
    range.commands().kms(buyer).disableKey(r -> r.keyId(key(buyer)));
  }

  private void enableKey(String buyer) {
    range.commands().kms(buyer).enableKey(r -> r.keyId(key(buyer)));
  }

  private String key(String buyer) {
    return range.cast().sheetKey(buyer);
  }
}
