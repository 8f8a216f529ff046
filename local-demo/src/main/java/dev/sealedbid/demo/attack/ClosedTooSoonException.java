package dev.sealedbid.demo.attack;

import org.jspecify.annotations.Nullable;

/**
 * The auction closed before all was done that has to be done while it is open: on a busy machine
 * that says nothing about the system, and nothing may be concluded from it.
 */
public final class ClosedTooSoonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what came too late.
   *
   * @param what as in "the attack opening-before-closing"
   */
  public ClosedTooSoonException(String what, @Nullable Throwable cause) {
    super("the auction closed before " + what, cause);
  }
}
