package dev.sealedbid.e2e;

import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.LocalNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Terms whose lots have a sealed reserve, and their seller. Each try of an auction has a seller of
 * its own: a sheet key serves one auction.
 */
final class SealedReserve implements Consumer<ObjectNode> {
  /** The party's id. */
  static final String SELLER = "seller";

  private final AttackRange range;
  private String seller = "";

  SealedReserve(AttackRange range) {
    this.range = range;
  }

  @Override
  public void accept(ObjectNode terms) {
    seller = range.newBuyer();
    Bidder owner = range.cast().bidder(seller);
    for (JsonNode lot : terms.required("lots")) {
      ((ObjectNode) lot).put("reserve", "SEALED");
    }
    terms
        .putObject("seller")
        .put("sheetKey", range.cast().sheetKey(seller))
        .put("bucket", owner.bucket())
        .put("bucketRegion", LocalNames.REGION)
        .put("bucketOwner", owner.account())
        .put("objectKey", Bidder.objectKey(terms.required("id").asString()));
  }

  /** Whose key and bucket the seller's are. */
  String profile() {
    return seller;
  }

  /** {@code buyer-cli bid} of the seller's reserve; further options may follow. */
  void seals(Staged open, String amount, String... more) {
    open.bidAs(seller, SELLER, amount, more).orFail("the seller's reserve");
  }

  /** {@code buyer-cli bid --withdraw} of the seller. */
  void withdraws(Staged open) {
    List<String> words = new ArrayList<>(List.of("bid", open.id(), "--buyer", SELLER));
    words.addAll(List.of("--withdraw", "--yes"));
    open.run(range.cast().bidder(seller).directory(), seller, words.toArray(String[]::new))
        .orFail("the seller's withdrawal");
  }

  /** A sheet of the seller's, past its command line; its key is pinned by {@link #pinned}. */
  byte[] sealed(Staged open, CarelessBuyer owner, long revision, BidSheet sheet) {
    return owner.seal(open.auction(), SELLER, revision, sheet);
  }

  /** The seller past its command line, its key pinned to this session. */
  CarelessBuyer pinned(Staged open) {
    CarelessBuyer owner = open.careless(seller);
    owner.pin(SELLER, open.auction(), Attacks.genuine(range.system()));
    return owner;
  }
}
