package dev.sealedbid.local.policy;

/** A policy document that was understood whole. */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class PolicyDocument {
  /** The longest document that is parsed at all, in characters: a key policy's limit, 32 KiB. */
  public static final int MAX_LENGTH = 32 * 1024;

  private PolicyDocument() {}

  /**
   * Parses a document strictly: unknown elements, unknown operators, duplicate keys and trailing
   * text are refused, as is NotPrincipal.
   *
   * @throws MalformedPolicyException names the first fault
   */
  public static PolicyDocument parse(String json, PolicyType type) throws MalformedPolicyException {
    throw new UnsupportedOperationException("being built");
  }
}
