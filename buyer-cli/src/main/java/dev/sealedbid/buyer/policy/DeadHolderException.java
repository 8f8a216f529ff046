package dev.sealedbid.buyer.policy;

import java.util.Optional;

/**
 * A sheet key's policy, word for word, but that a principal of the buyer's has been deleted: KMS
 * then shows its unique id, and lets nobody of the same name take its place. Such a key may be
 * closed, if its admin is left; nothing is pinned or sealed with it.
 */
public final class DeadHolderException extends ForeignPolicyException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<SheetKeyPolicy> rest;
  private final boolean pinned;

  DeadHolderException(String message, Optional<SheetKeyPolicy> rest, boolean pinned) {
    super(message, null);
    this.rest = rest;
    this.pinned = pinned;
  }

  /** Whether the key is pinned, so that its sheets may be opened. */
  public boolean isPinned() {
    return pinned;
  }

  /**
   * What is left of it: the same state with the admin in a deleted sealing principal's place, who
   * could put itself there anyway. Empty if the admin is deleted: then nobody can change the
   * policy.
   */
  public Optional<SheetKeyPolicy> rest() {
    return rest;
  }
}
