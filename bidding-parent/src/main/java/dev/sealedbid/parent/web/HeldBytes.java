package dev.sealedbid.parent.web;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;

/** Counts what is held of long request bodies. Nobody waits here: a full count is a refusal. */
final class HeldBytes {
  private final long most;
  private long held;

  HeldBytes(long most) {
    this.most = most;
  }

  /** One body's part in the count; given back when it is closed. */
  final class Share implements AutoCloseable {
    private long taken;

    /**
     * Counts bytes of the body before they are kept.
     *
     * @param length of the body so far
     * @throws ProblemException OVERLOADED if too much is held already
     */
    void grow(long length) {
      long more = Math.max(0, length - BodyLimits.SHORT) - taken;
      if (more > 0) {
        take(more);
        taken += more;
      }
    }

    @Override
    public void close() {
      give(taken);
      taken = 0;
    }
  }

  Share share() {
    return new Share();
  }

  private synchronized void take(long bytes) {
    if (bytes > most - held) {
      throw ProblemException.of(
          ParentCode.OVERLOADED, "Other long bodies are being worked on; short ones still are.");
    }
    held += bytes;
  }

  private synchronized void give(long bytes) {
    held -= bytes;
  }

  /** What is held now. */
  synchronized long held() {
    return held;
  }
}
