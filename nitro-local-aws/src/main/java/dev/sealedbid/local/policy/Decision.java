package dev.sealedbid.local.policy;

/**
 * What the engine decided, and which policy decided it.
 *
 * @param outcome allowed or how it was denied
 * @param source the policy that denied, or that should have allowed and did not; for an allowed
 *     request the policy that allowed
 */
public record Decision(Outcome outcome, Source source) {

  /** The three ways a decision ends. */
  public enum Outcome {
    /** Everything that had to allow did, and nothing denied. */
    ALLOWED,
    /** Something that had to allow did not. */
    IMPLICIT_DENY,
    /** A statement with the effect Deny matched; nothing can outweigh it. */
    EXPLICIT_DENY
  }

  /** The sorts of policies, in AWS's words. */
  public enum Source {
    /** A key, bucket or trust policy. */
    RESOURCE("resource-based"),
    /** A policy of the user or the role. */
    IDENTITY("identity-based"),
    /** A policy given when the session was made. */
    SESSION("session");

    private final String words;

    Source(String words) {
      this.words = words;
    }
  }

  /** Whether the request may go on. */
  public boolean isAllowed() {
    return outcome == Outcome.ALLOWED;
  }

  /**
   * AWS's words for the denial, such as {@code because no resource-based policy allows the
   * kms:Decrypt action} or {@code with an explicit deny in a resource-based policy}.
   */
  public String reason(String action) {
    if (outcome == Outcome.EXPLICIT_DENY) {
      String article = source == Source.IDENTITY ? "an " : "a ";
      return "with an explicit deny in " + article + source.words + " policy";
    }
    return "because no " + source.words + " policy allows the " + action + " action";
  }
}
