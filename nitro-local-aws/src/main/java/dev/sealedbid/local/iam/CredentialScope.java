package dev.sealedbid.local.iam;

import java.nio.charset.StandardCharsets;

/** Day, Region and service that a signing key is derived for. */
record CredentialScope(String date, String region, String service) {

  /** The signature over a canonical request. */
  byte[] sign(String secret, String time, String canonicalRequest) {
    byte[] key = Hash.hmac(bytes("AWS4" + secret), bytes(date));
    key = Hash.hmac(key, bytes(region));
    key = Hash.hmac(key, bytes(service));
    key = Hash.hmac(key, bytes("aws4_request"));
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + date
            + "/"
            + region
            + "/"
            + service
            + "/aws4_request\n"
            + Hash.sha256Hex(bytes(canonicalRequest));
    return Hash.hmac(key, bytes(toSign));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
