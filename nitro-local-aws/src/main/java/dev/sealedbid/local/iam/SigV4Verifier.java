package dev.sealedbid.local.iam;

import dev.sealedbid.local.iam.AuthenticationException.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies Signature Version 4 in the Authorization header: known key, its session token, the
 * signature over what was sent, a clock that is off by five minutes at most (S3: fifteen).
 * Presigned queries aren't supported. Thread-safe.
 *
 * <p>Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 */
public final class SigV4Verifier {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Duration S3_TOLERANCE = Duration.ofMinutes(15);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Set<String> S3_UNHASHED =
      Set.of(
          "UNSIGNED-PAYLOAD",
          "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");

  private final LocalIam iam;
  private final InstantSource clock;

  /**
   * A verifier.
   *
   * @param iam knows the secrets
   * @param clock against which a signature's time is held
   */
  public SigV4Verifier(LocalIam iam, InstantSource clock) {
    this.iam = iam;
    this.clock = clock;
  }

  /**
   * Tells who signed.
   *
   * @throws AuthenticationException if the request isn't signed, or not rightly
   */
  public AuthenticatedCall verify(SignedRequest request) throws AuthenticationException {
    RequestHeaders headers = new RequestHeaders(request.headers());
    String authorization =
        headers
            .one("authorization")
            .orElseThrow(
                () ->
                    new AuthenticationException(
                        Fault.MISSING_TOKEN, "Request is missing Authentication Token"));
    AuthorizationHeader parsed = AuthorizationHeader.parse(authorization);
    Credential credential =
        iam.credential(parsed.accessKeyId()).orElseThrow(SigV4Verifier::unknownKey);
    checkToken(credential, headers);
    String signedAt = signedAt(parsed, headers);
    checkHeaders(parsed, headers);
    String payloadHash = payloadHash(request, parsed, headers);
    String canonical = CanonicalRequest.of(request, headers, parsed, payloadHash);
    byte[] expected = parsed.scope().sign(credential.secret(), signedAt, canonical);
    if (!MessageDigest.isEqual(expected, parsed.signature())) {
      throw new AuthenticationException(
          Fault.WRONG_SIGNATURE,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    checkExpiry(credential);
    Caller caller = iam.caller(parsed.accessKeyId()).orElseThrow(SigV4Verifier::unknownKey);
    return new AuthenticatedCall(
        caller, parsed.scope().region(), parsed.scope().service(), payloadHash);
  }

  private static AuthenticationException unknownKey() {
    return new AuthenticationException(
        Fault.UNKNOWN_KEY, "The security token included in the request is invalid.");
  }

  private static void checkToken(Credential credential, RequestHeaders headers)
      throws AuthenticationException {
    Optional<String> sent = headers.one("x-amz-security-token");
    Optional<String> wanted =
        credential instanceof Credential.OfSession session
            ? Optional.of(session.token())
            : Optional.empty();
    boolean same =
        sent.isPresent() == wanted.isPresent()
            && MessageDigest.isEqual(bytes(sent.orElse("")), bytes(wanted.orElse("")));
    if (!same) {
      throw unknownKey();
    }
  }

  private void checkExpiry(Credential credential) throws AuthenticationException {
    if (credential instanceof Credential.OfSession session
        && !clock.instant().isBefore(session.expiresAt())) {
      throw new AuthenticationException(
          Fault.EXPIRED_TOKEN, "The security token included in the request is expired");
    }
  }

  private String signedAt(AuthorizationHeader parsed, RequestHeaders headers)
      throws AuthenticationException {
    String text =
        headers
            .one("x-amz-date")
            .orElseThrow(() -> incomplete("Authorization header requires existence of X-Amz-Date"));
    Instant signed;
    try {
      signed = TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw incomplete("Date must be in ISO-8601 'basic format'");
    }
    if (!text.startsWith(parsed.scope().date())) {
      throw new AuthenticationException(
          Fault.WRONG_SIGNATURE,
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP");
    }
    Duration tolerance = parsed.scope().service().equals("s3") ? S3_TOLERANCE : TOLERANCE;
    Instant now = clock.instant();
    if (signed.isBefore(now.minus(tolerance))) {
      throw skewed("Signature expired: " + text + " is now earlier than ", now.minus(tolerance));
    }
    if (signed.isAfter(now.plus(tolerance))) {
      throw skewed(
          "Signature not yet current: " + text + " is still later than ", now.plus(tolerance));
    }
    return text;
  }

  private static AuthenticationException skewed(String message, Instant bound) {
    return new AuthenticationException(Fault.CLOCK_SKEW, message + TIME.format(bound));
  }

  private static AuthenticationException incomplete(String message) {
    return new AuthenticationException(Fault.INCOMPLETE_SIGNATURE, message);
  }

  /** Host and every x-amz header must be under the signature, or a middleman could add them. */
  private static void checkHeaders(AuthorizationHeader parsed, RequestHeaders headers)
      throws AuthenticationException {
    boolean hostSigned = parsed.signedHeaders().contains("host");
    boolean amzSigned =
        headers.names().stream()
            .filter(name -> name.startsWith("x-amz-"))
            .allMatch(parsed.signedHeaders()::contains);
    if (!hostSigned || !amzSigned) {
      throw new AuthenticationException(
          Fault.WRONG_SIGNATURE,
          "'Host' and every 'X-Amz-' header of the request must be a 'SignedHeader' in the AWS"
              + " Authorization.");
    }
  }

  private static String payloadHash(
      SignedRequest request, AuthorizationHeader parsed, RequestHeaders headers)
      throws AuthenticationException {
    boolean s3 = parsed.scope().service().equals("s3");
    Optional<String> claimed = headers.one("x-amz-content-sha256");
    if (s3 && claimed.filter(S3_UNHASHED::contains).isPresent()) {
      return claimed.get();
    }
    String actual = Hash.sha256Hex(request.body());
    if (claimed.isPresent() && !claimed.get().equals(actual)) {
      throw new AuthenticationException(
          Fault.WRONG_PAYLOAD,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    return actual;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
