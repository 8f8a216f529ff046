package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertEmptyBox;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.rest.AttestedStatementView;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an auctioneer does for a friend, and somebody of a buyer's own account against it. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks of colluders")
class CollusionAttackIT {
  private static final String BIDS = "/bids";

  private final AttackRange range;

  CollusionAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Relays its friend's sheet and not a rival's (G6): no acknowledgement, then a void")
  void friendOnly() throws Exception {
    Staged auction =
        range.stage(
            2,
            AttackRange.requiring(0, 1),
            open -> {
              open.bids(open.buyer(1), "10");
              // The parent says that it relayed the rival's sheet, and shows what it has.
              try (LyingParent liar =
                  LyingParent.withholding(
                      range.system().parent(), "POST " + open.path() + BIDS, friends(open))) {
                assertRefused(
                    open.bid(open.buyer(0), "50", "--parent", liar.url()), 3, "acknowledgement");
              }
            });
    Reply reply = auction.resolve(range.decryptRole(), auction.copies());
    VoidStatement end = Staged.voided(reply);
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(auction.buyer(0), "ABSENT"));
  }

  @Attack
  @DisplayName("Adds a statement to a buyer's key policy (G1): the buyer's own CLI won't use it")
  void addedStatement() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              String victim = open.buyer(0);
              open.pinned(victim);
              String honest = range.keyPolicy(victim);
              put(victim, withDecryptForTheAuctioneer(honest));
              assertRefused(open.bid(victim, "50"), 3, "Stranger");
              assertEmptyBox(open.ask(new Request.Status(open.session())));
              put(victim, honest);
              open.bids(victim, "50");
              open.bids(open.buyer(1), "10");
            });
    auction.resolvesTo(auction.buyer(0));
  }

  /** The acknowledgement of the friend's sheet, as the parent would answer with it. */
  private static byte[] friends(Staged open) throws IOException {
    Reply again = open.submit(open.buyer(1), open.copy(open.buyer(1)));
    AttestedStatement acknowledgement = ((Reply.StatementReply) again).statement();
    return JsonMapper.shared()
        .writeValueAsBytes(
            AttestedStatementView.of(acknowledgement.statement(), acknowledgement.attestation()));
  }

  private void put(String buyer, String policy) {
    range
        .commands()
        .kms(buyer)
        .putKeyPolicy(
            put -> put.keyId(range.cast().sheetKey(buyer)).policyName("default").policy(policy));
  }

  private static String withDecryptForTheAuctioneer(String policy) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(policy);
    ObjectNode added = ((ArrayNode) json.required("Statement")).addObject();
    added.put("Sid", "Stranger").put("Effect", "Allow").put("Action", "kms:Decrypt");
    added.putObject("Principal").put("AWS", LocalNames.DECRYPT_ROLE);
    added.put("Resource", "*");
    return json.toString();
  }
}
