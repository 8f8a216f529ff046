package dev.sealedbid.local.iam;

import dev.sealedbid.local.iam.AuthenticationException.Fault;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parsed {@code Authorization: AWS4-HMAC-SHA256 …}. */
@SuppressWarnings("ArrayRecordComponent") // lives for one comparison
record AuthorizationHeader(
    String accessKeyId, CredentialScope scope, List<String> signedHeaders, byte[] signature) {
  private static final Pattern FORM =
      Pattern.compile(
          "AWS4-HMAC-SHA256 +Credential=([A-Z0-9]{16,128})/([0-9]{8})/([a-z0-9-]{1,64})"
              + "/([a-z0-9-]{1,64})/aws4_request, *SignedHeaders=([!-:<-~]+(?:;[!-:<-~]+)*)"
              + ", *Signature=([0-9a-f]{64})");

  static AuthorizationHeader parse(String header) throws AuthenticationException {
    Matcher matcher = FORM.matcher(header);
    if (header.length() > 4096 || !matcher.matches()) {
      throw new AuthenticationException(
          Fault.INCOMPLETE_SIGNATURE,
          "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters"
              + " of AWS4-HMAC-SHA256.");
    }
    return new AuthorizationHeader(
        matcher.group(1),
        new CredentialScope(matcher.group(2), matcher.group(3), matcher.group(4)),
        List.of(matcher.group(5).split(";")),
        HexFormat.of().parseHex(matcher.group(6)));
  }
}
