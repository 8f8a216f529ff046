package dev.sealedbid.protocol;

import dev.sealedbid.core.terms.AwardKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsRsaKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateRawRsaKeyringInput;
import software.amazon.cryptography.materialproviders.model.PaddingScheme;

/**
 * Keyrings of award keys: RSAES-OAEP with SHA-256 and MGF1-SHA-256. A local key goes through the
 * raw RSA keyring, whose name is the recipient; an asymmetric KMS key through the KMS RSA keyring,
 * whose name is the key's ARN.
 */
public final class AwardKeyrings {
  private static final String NAMESPACE = "sealed-bid-award";
  private static final String PEM = "-----%s %s KEY-----\n";

  private final MaterialProviders providers;

  AwardKeyrings(MaterialProviders providers) {
    this.providers = providers;
  }

  /** Encrypts to the public key of the terms; calls nobody. */
  IKeyring sealing(String recipient, AwardKey key) {
    ByteBuffer pem = publicPem(key.publicKey());
    return key.kmsKey()
        .map(arn -> kmsBuilder(arn.arn(), new NoKms()).publicKey(pem).build())
        .map(providers::CreateAwsKmsRsaKeyring)
        .orElseGet(
            () -> providers.CreateRawRsaKeyring(rawBuilder(recipient).publicKey(pem).build()));
  }

  /** Decrypts with a private key, PKCS#8 in PEM. */
  public IKeyring opening(String recipient, byte[] privateKeyPem) {
    return providers.CreateRawRsaKeyring(
        rawBuilder(recipient).privateKey(ByteBuffer.wrap(privateKeyPem)).build());
  }

  /** Decrypts with an asymmetric KMS key: one call of {@code kms:Decrypt}. */
  public IKeyring opening(String keyArn, KmsClient kms) {
    return providers.CreateAwsKmsRsaKeyring(kmsBuilder(keyArn, kms).build());
  }

  private static CreateRawRsaKeyringInput.Builder rawBuilder(String recipient) {
    return CreateRawRsaKeyringInput.builder()
        .keyNamespace(NAMESPACE)
        .keyName(recipient)
        .paddingScheme(PaddingScheme.OAEP_SHA256_MGF1);
  }

  private static CreateAwsKmsRsaKeyringInput.Builder kmsBuilder(String keyArn, KmsClient kms) {
    return CreateAwsKmsRsaKeyringInput.builder()
        .kmsKeyId(keyArn)
        .kmsClient(kms)
        .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256);
  }

  private static ByteBuffer publicPem(byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = PEM.formatted("BEGIN", "PUBLIC") + base64 + "\n" + PEM.formatted("END", "PUBLIC");
    return ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
