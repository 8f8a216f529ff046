package dev.sealedbid.cli;

/** How a command ended, as its process's exit status. The numbers are stable. */
public enum ExitCode {
  /** Done as asked. */
  OK(0),
  /** Somebody said no: the parent, the enclave, AWS, a guard of this command, or the user. */
  REFUSED(1),
  /** The command line or a file named on it is wrong; nothing was begun. */
  USAGE(2),
  /** A statement, a receipt, an attestation or a policy isn't what it must be: trust nothing. */
  VERIFICATION_FAILED(3),
  /** The parent or AWS couldn't be reached or didn't answer in time; trying again is safe. */
  UNREACHABLE(4),
  /**
   * The receipt verifies, but the caller's own acknowledged sheet was not counted (INVALID or
   * EXCLUDED), or a sheet was used for it that isn't in its bid file.
   */
  NOT_COUNTED(5),
  /** A defect of this program. */
  INTERNAL(70);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The process's exit status. */
  public int status() {
    return status;
  }
}
