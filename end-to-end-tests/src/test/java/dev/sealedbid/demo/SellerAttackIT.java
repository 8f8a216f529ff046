package dev.sealedbid.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** What an auctioneer does to a seller's sealed reserve. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on the sealed reserve")
class SellerAttackIT {
  private static final String SELLER = "seller";

  private final AttackRange range;

  SellerAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Doesn't relay the sealed reserve (G6): the session ends in a void")
  void reserveNotRelayed() throws Exception {
    String[] seller = new String[1];
    Staged auction =
        range.stage(
            2,
            sealedReserveOf(seller),
            open -> {
              open.bids(open.buyer(0), "50");
              open.bids(open.buyer(1), "10");
            });
    Reply reply = auction.resolve(range.decryptRole(), auction.copies());
    assertThat(reply).isInstanceOf(Reply.Resolved.class);
    VoidStatement end =
        (VoidStatement)
            Statement.parse(
                StatementType.VOID, ((Reply.Resolved) reply).outcomeOrVoid().statement());
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(SELLER, "ABSENT"));
  }

  @Attack
  @DisplayName("Relays it (G6): the reserve decides, and is told to nobody")
  void reserveRelayed() throws Exception {
    String[] seller = new String[1];
    Staged auction =
        range.stage(
            2,
            sealedReserveOf(seller),
            open -> {
              open.bidAs(seller[0], SELLER, "30").orFail("the seller's reserve");
              open.bids(open.buyer(0), "50");
              open.bids(open.buyer(1), "10");
            });
    auction.resolvesTo(auction.buyer(0));
  }

  /** Each try has a seller of its own: a sheet key serves one auction. */
  private Consumer<ObjectNode> sealedReserveOf(String[] seller) {
    return terms -> {
      String profile = range.newBuyer();
      seller[0] = profile;
      Bidder owner = range.cast().bidder(profile);
      String auction = terms.required("id").asString();
      ((ObjectNode) terms.required("lots").required(0)).put("reserve", "SEALED");
      terms
          .putObject("seller")
          .put("sheetKey", range.cast().sheetKey(profile))
          .put("bucket", owner.bucket())
          .put("bucketRegion", LocalNames.REGION)
          .put("bucketOwner", owner.account())
          .put("objectKey", Bidder.objectKey(auction));
    };
  }
}
