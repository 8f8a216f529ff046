package dev.sealedbid.demo.system;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.sealed.SheetContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.RecipientInfo;
import software.amazon.awssdk.services.sts.StsClient;

/** The auctioneer with its decrypt role's credentials in hand, calling KMS without an enclave. */
public final class DecryptRole implements AutoCloseable {
  private static final String NO_CODE = "";

  private final AwsSessionCredentials keys;
  private final KmsClient kms;

  private DecryptRole(AwsSessionCredentials keys, KmsClient kms) {
    this.keys = keys;
    this.kms = kms;
  }

  /** Assumes the role as the parent may, with no session policy to narrow it. */
  public static DecryptRole assume(StsClient sts, URI kmsEndpoint) {
    return assume(sts, kmsEndpoint, Optional.empty());
  }

  /** Assumes the role with a session policy of the auctioneer's choice. */
  public static DecryptRole assume(StsClient sts, URI kmsEndpoint, Optional<String> policy) {
    software.amazon.awssdk.services.sts.model.Credentials given =
        sts.assumeRole(
                role ->
                    role.roleArn(LocalNames.DECRYPT_ROLE)
                        .roleSessionName("curious")
                        .policy(policy.orElse(null)))
            .credentials();
    AwsSessionCredentials keys =
        AwsSessionCredentials.create(
            given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
    KmsClient kms =
        KmsClient.builder()
            .region(Region.of(LocalNames.REGION))
            .endpointOverride(kmsEndpoint)
            .credentialsProvider(StaticCredentialsProvider.create(keys))
            .build();
    return new DecryptRole(keys, kms);
  }

  /** The credentials as an enclave takes them. */
  public Credentials credentials() {
    return new Credentials(
        ascii(keys.accessKeyId()), ascii(keys.secretAccessKey()), ascii(keys.sessionToken()));
  }

  /**
   * Asks KMS for a sheet's data key, with the encryption context that the header shows.
   *
   * @param document an attestation document to show, genuine or not
   * @return KMS's error code, or empty if KMS gave the key
   */
  public Optional<String> askForDataKey(String keyArn, byte[] sheet, Optional<byte[]> document) {
    DecryptRequest.Builder request =
        DecryptRequest.builder()
            .keyId(keyArn)
            .encryptionContext(header(sheet))
            .ciphertextBlob(
                SdkBytes.fromByteArray(
                    new ParsedCiphertext(sheet, 1)
                        .getEncryptedKeyBlobs()
                        .get(0)
                        .getEncryptedDataKey()));
    document.ifPresent(
        bytes ->
            request.recipient(
                RecipientInfo.builder()
                    .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
                    .attestationDocument(SdkBytes.fromByteArray(bytes))
                    .build()));
    return refusal(() -> kms.decrypt(request.build()));
  }

  /** KMS with the role's credentials. */
  public KmsClient kms() {
    return kms;
  }

  /** What KMS refused a call with; empty if it didn't. */
  public static Optional<String> refusal(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? NO_CODE : e.awsErrorDetails().errorCode();
      return Optional.of(code);
    }
  }

  private static Map<String, String> header(byte[] sheet) {
    Map<String, String> context =
        new TreeMap<>(new ParsedCiphertext(sheet, 1).getEncryptionContextMap());
    context
        .keySet()
        .retainAll(
            java.util.Set.of(
                SheetContext.PURPOSE,
                SheetContext.AUCTION_ID,
                SheetContext.SESSION_ID,
                SheetContext.TERMS_SHA384,
                SheetContext.BUYER_ID,
                SheetContext.REVISION));
    return context;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    kms.close();
  }
}
