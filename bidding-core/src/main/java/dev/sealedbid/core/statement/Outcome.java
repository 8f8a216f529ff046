package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.time.Instant;
import java.util.List;

/**
 * The winners, and how every listed party's sheets ended.
 *
 * <p>Whether the lists are complete and fit the terms is for whoever has the terms to check.
 *
 * @param auctionId the auction
 * @param sessionId the session
 * @param termsSha384 digest of the terms' bytes
 * @param resolvedAt by the attested clock; cut to milliseconds
 * @param lotterySeed always there, so that its presence says nothing
 * @param lots a result for each lot, in lot order
 * @param buyers a result for each party that seals sheets, in buyer order, the seller last
 * @param acknowledged every acknowledged sheet, in the order of sequence
 * @param awards digests of the award messages, in buyer order, the seller's last; empty unless the
 *     terms' disclosure is SEALED_AWARD
 */
public record Outcome(
    String auctionId,
    SessionId sessionId,
    Sha384 termsSha384,
    Instant resolvedAt,
    Sha384 lotterySeed,
    List<LotResult> lots,
    List<BuyerResult> buyers,
    List<AcknowledgedSheet> acknowledged,
    List<AwardDigest> awards)
    implements Statement {
  /** Checks the id, cuts the time, copies the lists. */
  public Outcome {
    Identifiers.require(auctionId, "auctionId");
    resolvedAt = Checks.millis(resolvedAt);
    lots = List.copyOf(lots);
    buyers = List.copyOf(buyers);
    acknowledged = List.copyOf(acknowledged);
    awards = List.copyOf(awards);
  }

  @Override
  public StatementType type() {
    return StatementType.OUTCOME;
  }

  @Override
  public byte[] encode() {
    return StatementWriter.write(this);
  }
}
