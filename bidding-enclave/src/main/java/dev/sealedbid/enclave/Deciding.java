package dev.sealedbid.enclave;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.rules.Auction;
import dev.sealedbid.core.rules.CountedSheet;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From opened sheets to the outcome's bytes: the one place where amounts are compared. */
final class Deciding {
  private Deciding() {}

  static byte[] outcome(
      Terms terms, Sha384 termsSha384, SessionId session, BallotBox box, Instant resolvedAt) {
    List<CountedSheet> counted = new ArrayList<>();
    List<BuyerResult> buyers = new ArrayList<>();
    for (BuyerBox buyer : box.boxes()) {
      buyer
          .counted()
          .ifPresent(
              sheet ->
                  counted.add(new CountedSheet(buyer.buyer.id(), sheet, buyer.usedSequence())));
      buyers.add(buyer.result());
    }
    Decision decision = Auction.decide(terms, session, counted);
    try {
      return new Outcome(
              terms.id(),
              session,
              termsSha384,
              resolvedAt,
              decision.lotterySeed(),
              decision.lots(),
              buyers,
              box.acknowledged(),
              List.of())
          .encode();
    } finally {
      decision.prices().close();
    }
  }
}
