package dev.sealedbid.local.kms;

/**
 * Makes a service fail on demand, for tests. A fault strikes after the caller is known and before
 * anything is done. Operations are named as in the API, such as {@code Decrypt}. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class FaultInjection {
  FaultInjection() {}

  /** The next {@code times} calls of the operation get ThrottlingException (HTTP 400). */
  public void throttle(String operation, int times) {
    throw new UnsupportedOperationException("being built");
  }

  /** The next {@code times} calls of the operation get KMSInternalException (HTTP 500). */
  public void failInternally(String operation, int times) {
    throw new UnsupportedOperationException("being built");
  }

  /** The next {@code times} calls of the operation get this error. */
  public void fail(String operation, int times, int httpStatus, String code, String message) {
    throw new UnsupportedOperationException("being built");
  }

  /** Forgets every fault that has not struck yet. */
  public void clear() {
    throw new UnsupportedOperationException("being built");
  }
}
