package dev.sealedbid.parent.problem;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.BuyerCodeView;
import dev.sealedbid.rest.FaultView;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused or fails, with the problem that its caller gets. What it says comes
 * from a closed set of codes and from the request itself: never an amount, a credential, or the
 * text of somebody else's exception.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.code() + ": " + problem.detail(), cause);
    this.problem = problem;
  }

  /** A problem that the parent finds. */
  public static ProblemException of(ParentCode code, String detail) {
    return of(code, detail, null);
  }

  /** A problem that the parent finds, with its cause for the log. */
  public static ProblemException of(ParentCode code, String detail, @Nullable Throwable cause) {
    return new ProblemException(
        new Problem(
            Problem.TYPE_PREFIX + code.name(),
            code.title(),
            code.status(),
            detail,
            code.name(),
            code.hint(),
            null,
            null,
            null),
        cause);
  }

  /** A refusal of the web server's or of Spring's, told apart by its HTTP status. */
  public static ProblemException ofStatus(int status) {
    ParentCode code = HttpStatuses.code(status);
    return new ProblemException(
        new Problem(
            Problem.TYPE_PREFIX + code.name(),
            code.title(),
            status,
            HttpStatuses.detail(status),
            code.name(),
            code.hint(),
            null,
            null,
            null),
        null);
  }

  /** A problem that has one of the enclave's codes. */
  public static ProblemException of(ErrorCode code, String detail) {
    return enclave(code, detail, null, null, null);
  }

  /** The enclave's refusal, with the buyers whose keys it is about. */
  public static ProblemException refused(ErrorCode code, List<BuyerCode> buyers) {
    String detail = "The enclave answered: " + code.meaning() + ".";
    return enclave(code, detail, null, views(buyers), null);
  }

  private static @Nullable List<BuyerCodeView> views(List<BuyerCode> buyers) {
    return buyers.isEmpty()
        ? null
        : buyers.stream().map(buyer -> new BuyerCodeView(buyer.buyerId(), buyer.code())).toList();
  }

  /** Terms that are refused, fault by fault. */
  public static ProblemException invalidTerms(List<InvalidTermsException.Fault> faults) {
    List<FaultView> views =
        faults.stream().map(fault -> new FaultView(fault.path(), fault.message())).toList();
    String detail =
        views.size() == 1
            ? "The terms have a fault."
            : "The terms have " + views.size() + " faults.";
    return enclave(ErrorCode.INVALID_TERMS, detail, views, null, null);
  }

  /**
   * A session that ended in a void, with the statement that says so.
   *
   * @param voided what the statement says
   */
  public static ProblemException voided(AttestedStatement statement, VoidStatement voided) {
    return enclave(
        ErrorCode.VOIDED,
        "Session "
            + voided.sessionId()
            + " ended without an outcome at "
            + voided.voidedAt()
            + " ("
            + voided.reason()
            + ").",
        null,
        views(voided.buyers()),
        AttestedStatementView.of(statement.statement(), statement.attestation()));
  }

  private static ProblemException enclave(
      ErrorCode code,
      String detail,
      @Nullable List<FaultView> faults,
      @Nullable List<BuyerCodeView> buyers,
      @Nullable AttestedStatementView voidStatement) {
    return new ProblemException(
        new Problem(
            Problem.TYPE_PREFIX + code.name(),
            EnclaveCodes.title(code),
            EnclaveCodes.status(code),
            detail,
            code.name(),
            EnclaveCodes.hint(code),
            faults,
            buyers,
            voidStatement),
        null);
  }

  /** What the caller gets. */
  public Problem problem() {
    return problem;
  }

  /** Whether it has this code. */
  public boolean is(ParentCode code) {
    return problem.code().equals(code.name());
  }
}
