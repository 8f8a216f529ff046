package dev.sealedbid.local.iam;

import java.util.List;
import java.util.Map;

/**
 * An HTTP request as it came in, for {@link SigV4Verifier}.
 *
 * @param method GET, POST …
 * @param rawPath the path as sent, still percent-encoded
 * @param rawQuery the query as sent, without the question mark; empty if there is none
 * @param headers names in any case
 * @param body the whole body; for S3 with a payload that is unsigned or signed by chunks it may be
 *     empty, its hash isn't looked at
 */
@SuppressWarnings("ArrayRecordComponent") // read once, where the request came in
public record SignedRequest(
    String method,
    String rawPath,
    String rawQuery,
    Map<String, List<String>> headers,
    byte[] body) {}
