package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Sha384;

/**
 * One acknowledged sheet, as the outcome lists it.
 *
 * @param buyerId whose
 * @param sheetSha384 digest of the ciphertext
 * @param revision as in its acknowledgement
 * @param sequence as in its acknowledgement
 */
public record AcknowledgedSheet(String buyerId, Sha384 sheetSha384, long revision, long sequence) {
  /** Checks id and numbers. */
  public AcknowledgedSheet {
    Identifiers.require(buyerId, "buyerId");
    Checks.notNegative(revision, "revision");
    Checks.notNegative(sequence, "sequence");
  }
}
