package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.Measurements;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A session that a key was pinned to until too near its closing: KMS may still have opened its
 * sheets under the old policy, for policies and trails are eventually consistent. Nothing is sealed
 * for another session before this is settled, or one bid could be opened in two.
 *
 * @param sessionId the session
 * @param movedAt when the pin was taken off it, whole seconds
 * @param measurements of the enclave that it was pinned to, whose void statement would settle it
 */
public record UnsettledSession(SessionId sessionId, Instant movedAt, Measurements measurements) {
  /** Cuts the time to whole seconds, upwards: nothing is settled too early by it. */
  public UnsettledSession {
    Instant whole = movedAt.truncatedTo(ChronoUnit.SECONDS);
    movedAt = whole.equals(movedAt) ? movedAt : whole.plusSeconds(1);
  }

  /** When the trail may be asked. */
  public Instant trailIsCompleteAt() {
    return movedAt.plus(SheetKeyPolicy.SETTLING_TIME);
  }
}
