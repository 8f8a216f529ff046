package dev.sealedbid.protocol;

import dev.sealedbid.core.Sha384;
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
   * Whether two receipts prove fraud: two different outcomes of one auction of one auctioneer,
   * whose instance role PCR3 measures. Another auctioneer may use the same auction id; and the same
   * outcome, attested twice, is one outcome.
   */
  public boolean conflictsWith(VerifiedReceipt other) {
    Outcome mine = outcome.statement();
    Outcome its = other.outcome.statement();
    return mine.auctionId().equals(its.auctionId())
        && pcr3().equals(other.pcr3())
        && !Arrays.equals(outcome.proof().statement(), other.outcome.proof().statement());
  }

  private Sha384 pcr3() {
    return terms.terms().measurements().pcr3();
  }
}
