package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.time.Instant;

/**
 * A sheet is in the box.
 *
 * @param auctionId the auction
 * @param sessionId the session
 * @param buyerId whose sheet
 * @param sheetSha384 digest of the ciphertext
 * @param revision of a buyer's sheets the highest authentic one counts
 * @param sequence the sheet's number in the order of arrival in this session
 * @param receivedAt by the attested clock; cut to milliseconds
 */
public record Acknowledgement(
    String auctionId,
    SessionId sessionId,
    String buyerId,
    Sha384 sheetSha384,
    long revision,
    long sequence,
    Instant receivedAt)
    implements Statement {
  /** Checks ids and numbers and cuts the time. */
  public Acknowledgement {
    Identifiers.require(auctionId, "auctionId");
    Identifiers.require(buyerId, "buyerId");
    Checks.notNegative(revision, "revision");
    Checks.notNegative(sequence, "sequence");
    receivedAt = Checks.millis(receivedAt);
  }

  @Override
  public StatementType type() {
    return StatementType.ACKNOWLEDGEMENT;
  }

  @Override
  public byte[] encode() {
    return StatementWriter.write(this);
  }
}
