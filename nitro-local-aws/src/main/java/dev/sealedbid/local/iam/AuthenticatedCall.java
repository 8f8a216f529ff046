package dev.sealedbid.local.iam;

/**
 * A request whose signature holds.
 *
 * @param caller who signed
 * @param region of the credential scope
 * @param service of the credential scope, such as {@code kms}
 * @param payloadHash what the signature covers as the body's hash: hex of SHA-256, or S3's {@code
 *     UNSIGNED-PAYLOAD} or {@code STREAMING-…}
 */
public record AuthenticatedCall(Caller caller, String region, String service, String payloadHash) {}
