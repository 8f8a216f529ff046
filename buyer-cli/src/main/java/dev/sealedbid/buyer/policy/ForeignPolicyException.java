package dev.sealedbid.buyer.policy;

import org.jspecify.annotations.Nullable;

/** A key policy that isn't, word for word, one of a sheet key. */
public sealed class ForeignPolicyException extends Exception permits DeadHolderException {
  private static final long serialVersionUID = 1L;

  ForeignPolicyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
