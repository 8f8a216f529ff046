package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Sha384;

/**
 * The digest of one award message.
 *
 * @param recipient the buyer, or {@code seller}
 * @param sha384 digest of the message
 */
public record AwardDigest(String recipient, Sha384 sha384) {
  /** Checks the id. */
  public AwardDigest {
    Identifiers.require(recipient, "recipient");
  }
}
