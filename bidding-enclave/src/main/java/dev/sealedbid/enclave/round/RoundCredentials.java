package dev.sealedbid.enclave.round;

import dev.sealedbid.core.frame.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Hands the round's credentials to the AWS SDK, which knows them only as text: those copies live as
 * long as the round and are left to the garbage collector.
 */
final class RoundCredentials implements AwsCredentialsProvider {
  private final AwsCredentials resolved;

  RoundCredentials(Credentials credentials) {
    String id = text(credentials.accessKeyId());
    String secret = text(credentials.secretAccessKey());
    String token = text(credentials.sessionToken());
    resolved =
        token.isEmpty()
            ? AwsBasicCredentials.create(id, secret)
            : AwsSessionCredentials.create(id, secret, token);
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return resolved;
  }

  @Override
  public String toString() {
    return "RoundCredentials[…]";
  }

  private static String text(byte[] ascii) {
    String text = new String(ascii, StandardCharsets.US_ASCII);
    Arrays.fill(ascii, (byte) 0);
    return text;
  }
}
