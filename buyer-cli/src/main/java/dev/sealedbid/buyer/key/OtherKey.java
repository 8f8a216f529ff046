package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.KeyArn;
import java.util.ArrayList;
import java.util.List;

/**
 * Another sheet key of the same auction in the buyer's account, and what its policy remembers.
 *
 * @param arn the key
 * @param policy its policy when it was read
 */
record OtherKey(KeyArn arn, SheetKeyPolicy policy) {
  /** Whether its sheets of that session may still be opened. */
  boolean isPinnedTo(SessionId session) {
    return policy.pin().map(Pin::sessionId).filter(session::equals).isPresent();
  }

  /**
   * The sessions other than {@code session} in which its sheets may be opened, or may have been.
   */
  List<UnsettledSession> doubts(SessionId session) {
    List<UnsettledSession> doubts = new ArrayList<>(policy.unsettled());
    // After resolveBy KMS opens nothing under this pin: from then on the trail can settle it, too.
    policy
        .pin()
        .filter(pin -> !pin.sessionId().equals(session))
        .map(pin -> new UnsettledSession(pin.sessionId(), pin.resolveBy(), pin.measurements()))
        .ifPresent(doubts::add);
    return doubts;
  }
}
