package dev.sealedbid.core.terms;

import java.util.List;

/** Thrown for terms that aren't valid; lists every fault that was found. */
public final class InvalidTermsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * One thing that is wrong.
   *
   * @param path where, as a JSON path: {@code $.lots[2].id}
   * @param message what, and what to write instead
   */
  public record Fault(String path, String message) {
    @Override
    public String toString() {
      return path + ": " + message;
    }
  }

  /** An exception with at least one fault. */
  public InvalidTermsException(List<Fault> faults) {
    super(summary(faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults in the order in which the terms are checked. */
  public List<Fault> faults() {
    return faults;
  }

  private static String summary(List<Fault> faults) {
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("terms are refused for at least one fault");
    }
    return faults.size() == 1
        ? "the terms have a fault: " + faults.get(0)
        : "the terms have " + faults.size() + " faults, the first: " + faults.get(0);
  }
}
