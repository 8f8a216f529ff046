package dev.sealedbid.cli;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.rest.BuyerCodeView;
import dev.sealedbid.rest.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parent answered with a problem (RFC 9457), its own or one that the enclave found. */
public final class ParentProblemException extends CommandFailedException {
  private static final long serialVersionUID = 1L;
  private static final String NO_ANSWER = "NoAnswer";

  private final transient Problem problem;
  private final String code;

  ParentProblemException(Problem problem) {
    super(exitCodeOf(problem), messageOf(problem), hintsOf(problem), null);
    this.problem = problem;
    this.code = problem.code();
  }

  /** The problem as the parent sent it: nothing in it is verified. */
  public Problem problem() {
    return problem;
  }

  /** The problem's code: a name of core's {@code ErrorCode} or of {@code ParentCode}. */
  public String code() {
    return code;
  }

  private static ExitCode exitCodeOf(Problem problem) {
    List<BuyerCodeView> buyers = problem.buyers() == null ? List.of() : problem.buyers();
    if (!buyers.isEmpty()) {
      // Whoever names parties and codes was reached; a KMS that never answered was not.
      boolean kmsIsSilent =
          problem.code().equals(ErrorCode.KMS_REFUSED.name())
              && buyers.stream().allMatch(buyer -> NO_ANSWER.equals(buyer.code()));
      return kmsIsSilent ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
    }
    return switch (problem.status()) {
      case 502, 503, 504 -> ExitCode.UNREACHABLE;
      default -> ExitCode.REFUSED;
    };
  }

  private static String messageOf(Problem problem) {
    String text = problem.detail().isBlank() ? problem.title() : problem.detail();
    return "refused with " + problem.code() + ": " + sentence(text);
  }

  private static List<String> hintsOf(Problem problem) {
    List<String> hints = new ArrayList<>();
    if (problem.faults() != null) {
      problem.faults().forEach(fault -> hints.add("at " + fault.path() + ": " + fault.message()));
    }
    if (problem.buyers() != null) {
      problem
          .buyers()
          .forEach(buyer -> hints.add("the key of " + buyer.buyerId() + " gave " + buyer.code()));
    }
    if (!problem.hint().isBlank()) {
      hints.add(sentence(problem.hint()));
    }
    return hints;
  }

  private static String sentence(String text) {
    String line = text.strip();
    line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    boolean word =
        line.length() > 1
            && Character.isUpperCase(line.charAt(0))
            && Character.isLowerCase(line.charAt(1));
    return word ? line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1) : line;
  }
}
