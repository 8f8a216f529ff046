package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertEmptyBox;
import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.rest.AuctionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an auctioneer does with sessions, and with whom buyers believe. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks with sessions and trust")
class SessionAttackIT {
  private final AttackRange range;

  SessionAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Claims a crash, the old enclave lives on (G4): the pin moves, sealing must wait")
  void claimedCrash() throws Exception {
    SecondParent second = range.secondParent();
    OpenAuction[] again = new OpenAuction[1];
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              again[0] = CommandLines.opened(second.client().open(open.termsBytes()));
              assertRefused(
                  open.bid(open.buyer(0), "50", "--parent", second.url()),
                  1,
                  "less than 30 minutes");
              assertEmptyBox(second.ask(new Request.Status(again[0].session())));
            });
    assertThat(again[0].session()).isNotEqualTo(auction.session());
    // The old enclave has both sheets and the time has come, but no key opens for it any more.
    byte[] victims = auction.copy(auction.buyer(0));
    byte[] colluders = auction.copy(auction.buyer(1));
    assertKmsRefused(
        auction.resolve(range.decryptRole(), victims, colluders),
        "AccessDeniedException",
        auction.buyer(0));
    // And the new one has no sheet that it could open.
    byte[] moved =
        RewrittenHeader.replace(victims, auction.session().hex(), again[0].session().hex());
    assertRefused(
        second.ask(new Request.Submit(again[0].session(), auction.buyer(0), moved)),
        ErrorCode.CLOSED);
  }

  @Attack
  @DisplayName("A crash for real (G4): after the old session's void, one outcome in the new one")
  void attestedVoid() throws Exception {
    SecondParent second = range.secondParent();
    AttestedStatement[] ended = new AttestedStatement[1];
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              ended[0] = end(open.ask(new Request.VoidSession(open.session())));
              second.client().open(open.termsBytes());
              Path proof = Files.write(range.folder().resolve("v.json"), ended[0].encode());
              for (int i = 0; i < 2; i++) {
                open.bid(
                        open.buyer(i),
                        "" + (50 - 40 * i),
                        "--void",
                        proof.toString(),
                        "--parent",
                        second.url())
                    .orFail("bid in the new session");
              }
            });
    byte[] receipt = second.client().resolve(auction.id()).receipt();
    assertThat(Staged.outcome(receipt).lots().get(0).winners()).containsExactly(auction.buyer(0));
    assertThat(auction.verify(receipt).exit()).isZero();
    // The old session stays as void as it was.
    Reply old = auction.resolve(range.decryptRole());
    assertThat(end(old).statement()).isEqualTo(ended[0].statement());
  }

  @Attack
  @DisplayName("Two sessions for two groups, all required (G4, G7): both end in a void")
  void twoGroupsAllRequired() throws Exception {
    TwoGroups groups = new TwoGroups(true);
    for (Reply reply : List.of(groups.first, groups.second)) {
      assertThat(voided(reply).reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    }
  }

  @Attack
  @DisplayName("Two sessions for two groups, nobody required (G4, G7): verify says CONFLICT")
  void twoGroupsNobodyRequired() throws Exception {
    TwoGroups groups = new TwoGroups(false);
    byte[] first = groups.auction.receipt(groups.first);
    byte[] second =
        new Receipt(
                groups.auction.termsBytes(),
                groups.again.opening(),
                List.of(),
                ((Reply.Resolved) groups.second).outcomeOrVoid())
            .encode();
    assertThat(groups.auction.verify(first).exit()).isZero();
    assertThat(groups.auction.verify(second).exit()).isZero();
    assertRefused(groups.auction.verify(first, second), 3, "CONFLICT");
  }

  @Attack
  @DisplayName("Swaps the terms after the opening (G3): the opening has their digest")
  void termsSwapped() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              byte[] swapped = RewrittenHeader.replace(open.termsBytes(), "Lot lot-1", "Lot lot-2");
              LyingParent.Lie lie = LyingParent.showing(open, swapped);
              try (LyingParent liar = LyingParent.before(range.system().parent(), lie)) {
                assertRefused(open.bid(open.buyer(0), "50", "--parent", liar.url()), 3, "terms");
              }
              // Terms with that change in a session of their own bind to nothing of this one.
              open.bothBid();
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("A loser runs the public image itself (G2, G7): KMS and verify know PCR3")
  void loserRunsTheImage() throws Exception {
    HostileEnclave own = range.launchAsAnotherOperator();
    byte[][] sheets = new byte[2][];
    OpenAuction[] losers = new OpenAuction[1];
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              assertRefused(
                  own.ask(new Request.Open(open.termsBytes())), ErrorCode.WRONG_MEASUREMENTS);
              OpenAuction fake =
                  own.open(
                      AttackRange.changed(
                          open.termsBytes(),
                          terms ->
                              own.measurements().forEach(terms.withObject("/measurements")::put)));
              losers[0] = fake;
              for (int i = 0; i < 2; i++) {
                byte[] rewritten =
                    RewrittenHeader.replace(
                        open.copy(open.buyer(i)), open.session().hex(), fake.session().hex());
                sheets[i] =
                    RewrittenHeader.replace(
                        rewritten,
                        open.auction().document().sha384().hex(),
                        fake.document().sha384().hex());
                assertThat(own.submit(fake.session(), open.buyer(i), sheets[i]))
                    .isInstanceOf(Reply.StatementReply.class);
              }
            });
    // Even with the auctioneer's own credentials.
    try (Credentials credentials = range.decryptRole().credentials()) {
      assertKmsRefused(
          own.resolve(losers[0].session(), List.of(sheets), credentials),
          "AccessDeniedException",
          auction.buyer(0),
          auction.buyer(1));
    }
    auction.resolvesTo(auction.buyer(0));
  }

  private static AttestedStatement end(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Resolved.class);
    return ((Reply.Resolved) reply).outcomeOrVoid();
  }

  /** One group bids in the system's enclave, the other in one beside it; both are resolved. */
  private final class TwoGroups {
    private final Staged auction;
    private final Reply first;
    private final Reply second;
    private final OpenAuction again;

    TwoGroups(boolean required) throws Exception {
      SecondParent beside = range.secondParent();
      OpenAuction[] opened = new OpenAuction[1];
      auction =
          range.stage(
              2,
              required ? AttackRange.requiring(0, 1) : terms -> {},
              open -> {
                open.bids(open.buyer(0), "50");
                AuctionView view = beside.client().open(open.termsBytes());
                opened[0] = CommandLines.opened(view);
                open.bid(open.buyer(1), "10", "--parent", beside.url()).orFail("second group");
              });
      again = opened[0];
      first = auction.resolve(range.decryptRole(), auction.copy(auction.buyer(0)));
      Staged other = auction.in(again, beside::ask);
      second = other.resolve(range.decryptRole(), other.copies());
    }
  }
}
