package dev.sealedbid.buyer.policy;

/** A pin that would break "one opening, ever". The message says why. */
public final class PinRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  PinRefusedException(String message) {
    super(message);
  }
}
