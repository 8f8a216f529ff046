package dev.sealedbid.verify;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.verify.VerificationException.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies receipts, offline and for ever: terms, opening, acknowledgements and outcome are genuine
 * statements of one session of one trusted enclave, and the outcome is one that the terms allow
 * (see {@link OutcomeRules}). What it can't see is said by nobody: whether the auctioneer relayed
 * every sheet; each buyer compares its own acknowledgement.
 */
public final class ReceiptVerifier {
  private final StatementVerifier statements;

  /** Verifies by those statements' verifier, with the measurements that the caller trusts. */
  public ReceiptVerifier(StatementVerifier statements) {
    this.statements = statements;
  }

  /**
   * Verifies a receipt file.
   *
   * @throws VerificationException with the first rule that fails
   */
  public VerifiedReceipt verify(byte[] receipt) throws VerificationException {
    try {
      return verify(Receipt.parse(receipt));
    } catch (MalformedStatementException e) {
      throw new VerificationException(Rule.MALFORMED, "not a receipt file: " + e.getMessage(), e);
    }
  }

  /**
   * Verifies a receipt.
   *
   * @throws VerificationException with the first rule that fails
   */
  public VerifiedReceipt verify(Receipt receipt) throws VerificationException {
    TermsDocument terms = terms(receipt);
    VerifiedStatement<Opening> opening = statements.archivedOpening(receipt.opening(), terms);
    SessionId session = opening.statement().sessionId();
    VerifiedStatement<Outcome> outcome = statements.outcome(receipt.outcome(), terms, session);
    List<VerifiedStatement<Acknowledgement>> acknowledgements = new ArrayList<>();
    for (AttestedStatement acknowledgement : receipt.acknowledgements()) {
      acknowledgements.add(statements.acknowledgement(acknowledgement, terms, session));
    }
    OutcomeRules rules = new OutcomeRules(terms.terms(), outcome.statement());
    rules.checkAcknowledged();
    rules.checkAcknowledgements(
        acknowledgements.stream().map(VerifiedStatement::statement).toList());
    rules.checkBuyers();
    rules.checkLots();
    rules.checkAwards();
    return new VerifiedReceipt(terms, opening, acknowledgements, outcome);
  }

  private static TermsDocument terms(Receipt receipt) throws VerificationException {
    try {
      return TermsDocument.parse(receipt.terms());
    } catch (InvalidTermsException e) {
      throw new VerificationException(Rule.MALFORMED, "the receipt's terms are not valid", e);
    }
  }
}
