package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.time.Instant;

/**
 * A session was opened under these terms.
 *
 * @param auctionId the terms' id
 * @param termsSha384 digest of the terms' bytes
 * @param sessionId the session's random id
 * @param openedAt by the attested clock; cut to milliseconds
 */
public record Opening(String auctionId, Sha384 termsSha384, SessionId sessionId, Instant openedAt)
    implements Statement {
  /** Checks the id and cuts the time. */
  public Opening {
    Identifiers.require(auctionId, "auctionId");
    openedAt = Checks.millis(openedAt);
  }

  @Override
  public StatementType type() {
    return StatementType.OPENING;
  }

  @Override
  public byte[] encode() {
    return StatementWriter.write(this);
  }
}
