package dev.sealedbid.local.iam;

import java.time.InstantSource;

/**
 * Verifies Signature Version 4 in the Authorization header: known key, its session token, the
 * signature over what was sent, a clock that is off by five minutes at most. Presigned queries
 * aren't supported. Thread-safe.
 *
 * <p>Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class SigV4Verifier {
  /**
   * A verifier.
   *
   * @param iam knows the secrets
   * @param clock against which a signature's time is held
   */
  public SigV4Verifier(LocalIam iam, InstantSource clock) {}

  /**
   * Tells who signed.
   *
   * @throws AuthenticationException if the request isn't signed, or not rightly
   */
  public AuthenticatedCall verify(SignedRequest request) throws AuthenticationException {
    throw new UnsupportedOperationException("being built");
  }
}
