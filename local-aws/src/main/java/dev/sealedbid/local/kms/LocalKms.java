package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.trail.LocalTrail;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The keys of all accounts and Regions, and the operations on them. In memory; thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class LocalKms {
  /**
   * A KMS without any key.
   *
   * @param iam who may be named in a key policy
   * @param trail where calls are recorded
   * @param recipients which attestation documents are believed
   */
  public LocalKms(
      LocalIam iam,
      LocalTrail trail,
      RecipientVerifier recipients,
      InstantSource clock,
      SecureRandom random) {}

  /** Makes calls fail. */
  public FaultInjection faults() {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Removes a key at once, as if its waiting period were over: later calls get NotFoundException.
   */
  public void deleteKeyNow(String keyArn) {
    throw new UnsupportedOperationException("being built");
  }
}
