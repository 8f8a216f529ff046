package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.time.Instant;
import java.util.List;

/**
 * A session ended without an outcome, its sheets are wiped, and it will never have one.
 *
 * @param auctionId the auction
 * @param sessionId the session
 * @param termsSha384 digest of the terms' bytes
 * @param voidedAt by the attested clock; cut to milliseconds
 * @param reason why
 * @param buyers whose keys or absence it was, with codes that come from no plaintext; may be empty
 */
public record VoidStatement(
    String auctionId,
    SessionId sessionId,
    Sha384 termsSha384,
    Instant voidedAt,
    VoidReason reason,
    List<BuyerCode> buyers)
    implements Statement {
  /** Checks the id, cuts the time, copies the list. */
  public VoidStatement {
    Identifiers.require(auctionId, "auctionId");
    voidedAt = Checks.millis(voidedAt);
    buyers = List.copyOf(buyers);
  }

  @Override
  public StatementType type() {
    return StatementType.VOID;
  }

  @Override
  public byte[] encode() {
    return StatementWriter.write(this);
  }
}
