package dev.sealedbid.enclave.session;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.rules.Auction;
import dev.sealedbid.core.rules.CountedSheet;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.round.AwardSealing;
import dev.sealedbid.protocol.AwardMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * From opened sheets to the session's end: the one place where amounts are compared. What it gives
 * follows from the sheets alone, so a second attempt decides the same.
 */
final class Deciding {
  private final TermsDocument terms;
  private final SessionId session;
  private final Instant resolvedAt;
  private final List<CountedSheet> counted = new ArrayList<>();
  private final List<BuyerResult> parties = new ArrayList<>();
  private final List<AcknowledgedSheet> acknowledged;

  /** Takes what there is to decide out of a box that is decided. Under its session's lock. */
  Deciding(TermsDocument terms, SessionId session, BallotBox box, Instant resolvedAt) {
    this.terms = terms;
    this.session = session;
    this.resolvedAt = resolvedAt;
    for (BuyerBox party : box.boxes()) {
      party.counted().ifPresent(counted::add);
      parties.add(party.result());
    }
    acknowledged = box.acknowledged();
  }

  /**
   * Decides and seals the awards. Takes a while with thousands of buyers, so not under the lock:
   * the sheets stay while this round is under way.
   *
   * @throws RefusedException if an award couldn't be sealed; nothing is decided then
   */
  SessionEnd end(AwardSealing sealing) throws RefusedException {
    Decision decision = Auction.decide(terms.terms(), session, counted);
    try {
      List<AwardMessage> awards = sealing.seal(terms, session, decision);
      return SessionEnd.outcome(outcome(decision, awards), awards);
    } finally {
      decision.prices().close();
    }
  }

  private byte[] outcome(Decision decision, List<AwardMessage> awards) {
    return new Outcome(
            terms.terms().id(),
            session,
            terms.sha384(),
            resolvedAt,
            decision.lotterySeed(),
            decision.lots(),
            parties,
            acknowledged,
            awards.stream().map(AwardMessage::digest).toList())
        .encode();
  }
}
