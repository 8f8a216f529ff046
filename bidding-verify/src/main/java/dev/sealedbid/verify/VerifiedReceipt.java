package dev.sealedbid.verify;

import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.TermsDocument;
import java.util.Arrays;
import java.util.List;

/** A receipt that has passed every check of {@link ReceiptVerifier}, which alone can make one. */
public final class VerifiedReceipt {
  private final TermsDocument terms;
  private final VerifiedStatement<Opening> opening;
  private final List<VerifiedStatement<Acknowledgement>> acknowledgements;
  private final VerifiedStatement<Outcome> outcome;

  VerifiedReceipt(
      TermsDocument terms,
      VerifiedStatement<Opening> opening,
      List<VerifiedStatement<Acknowledgement>> acknowledgements,
      VerifiedStatement<Outcome> outcome) {
    this.terms = terms;
    this.opening = opening;
    this.acknowledgements = List.copyOf(acknowledgements);
    this.outcome = outcome;
  }

  /** The terms that everybody bid under. */
  public TermsDocument terms() {
    return terms;
  }

  /** How the session began. */
  public VerifiedStatement<Opening> opening() {
    return opening;
  }

  /** The acknowledgements that the receipt carries, each of them in the outcome. */
  public List<VerifiedStatement<Acknowledgement>> acknowledgements() {
    return acknowledgements;
  }

  /** How it ended. */
  public VerifiedStatement<Outcome> outcome() {
    return outcome;
  }

  /**
   * Whether two receipts prove fraud: two different outcomes of one auction by enclaves of one
   * image under one instance role (PCR0 to PCR3). Anybody may give an auction of its own the same
   * id, and have its own program attest an outcome of it; and the same outcome, attested twice, is
   * one outcome.
   */
  public boolean conflictsWith(VerifiedReceipt other) {
    Outcome mine = outcome.statement();
    Outcome its = other.outcome.statement();
    return mine.auctionId().equals(its.auctionId())
        && terms.terms().measurements().equals(other.terms.terms().measurements())
        && !Arrays.equals(outcome.proof().statement(), other.outcome.proof().statement());
  }
}
