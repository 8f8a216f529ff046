package dev.sealedbid.core.sealed;

import dev.sealedbid.core.frame.ErrorCode;

/**
 * A ciphertext is not a sheet that could count here; found out without asking KMS. The code is one
 * of {@link ErrorCode#SHEET_TOO_LARGE}, {@link ErrorCode#SHEET_MALFORMED}, {@link
 * ErrorCode#SHEET_WRONG_CONTEXT} and {@link ErrorCode#SHEET_WRONG_KEY}.
 */
public final class SheetRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  SheetRefusedException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Why, as the enclave says it to the parent. */
  public ErrorCode code() {
    return code;
  }
}
