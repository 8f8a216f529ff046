package dev.sealedbid.protocol;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.EncryptedDataKey;
import com.amazonaws.encryptionsdk.MasterKey;
import com.amazonaws.encryptionsdk.MasterKeyRequest;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/**
 * The one KMS key of one sheet, as the Encryption SDK's master key: it asks KMS for the data key of
 * that sheet, once, and for nothing else; it makes no keys. A strict KMS keyring does the same, for
 * five times the processor time ({@code docs/PERFORMANCE.md}); that they answer alike is tested.
 *
 * <p>The SDK folds KMS's answer into exceptions of its own. What an answer means is decided on the
 * answer itself, so it is kept here. For one thread.
 */
final class SheetMasterKey extends MasterKey<SheetMasterKey> {
  private static final String PROVIDER = "aws-kms";
  private static final CryptoAlgorithm SUITE =
      CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY;

  private final KmsClient kms;
  private final String keyArn;
  private final Map<String, String> context;
  private @Nullable RuntimeException failure;
  private boolean asked;
  private boolean answered;

  /**
   * A key that has asked nobody yet.
   *
   * @param context of the checked header, which KMS and the message are held to
   */
  SheetMasterKey(KmsClient kms, ExpectedSheet expected, SheetContext context) {
    this.kms = kms;
    this.keyArn = expected.keyArn();
    this.context = context.encryptionContext();
  }

  /**
   * Asks KMS for the message's data key.
   *
   * @throws com.amazonaws.encryptionsdk.exception.AwsCryptoException if the message isn't of the
   *     suite, the one key and the context of the sheet, or KMS's answer isn't a data key of it
   */
  @Override
  public com.amazonaws.encryptionsdk.DataKey<SheetMasterKey> decryptDataKey(
      CryptoAlgorithm suite,
      Collection<? extends EncryptedDataKey> keys,
      Map<String, String> messageContext) {
    if (asked || suite != SUITE || keys.size() != 1 || !messageContext.equals(context)) {
      throw buildCannotDecryptDksException();
    }
    EncryptedDataKey key = keys.iterator().next();
    byte[] name = key.getProviderInformation();
    if (!PROVIDER.equals(key.getProviderId())
        || !Arrays.equals(name, keyArn.getBytes(StandardCharsets.UTF_8))) {
      throw buildCannotDecryptDksException();
    }
    byte[] dataKey = dataKey(ask(key.getEncryptedDataKey()));
    try {
      return new com.amazonaws.encryptionsdk.DataKey<>(
          new SecretKeySpec(dataKey, suite.getDataKeyAlgo()),
          key.getEncryptedDataKey(),
          name,
          this);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  /** What the call threw, if it was made and threw. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /** Whether KMS gave an answer. */
  boolean answered() {
    return answered;
  }

  private DecryptResponse ask(byte[] encryptedKey) {
    asked = true;
    try {
      DecryptResponse response =
          kms.decrypt(
              DecryptRequest.builder()
                  .keyId(keyArn)
                  .encryptionContext(context)
                  .ciphertextBlob(SdkBytes.fromByteArray(encryptedKey))
                  .build());
      answered = true;
      return response;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** A copy of the answer's data key, which the caller wipes. */
  private byte[] dataKey(DecryptResponse response) {
    if (!keyArn.equals(response.keyId()) || response.plaintext() == null) {
      throw buildCannotDecryptDksException();
    }
    byte[] dataKey = response.plaintext().asByteArray();
    if (dataKey.length != SUITE.getDataKeyLength()) {
      Arrays.fill(dataKey, (byte) 0);
      throw buildCannotDecryptDksException();
    }
    return dataKey;
  }

  @Override
  public String getProviderId() {
    return PROVIDER;
  }

  @Override
  public String getKeyId() {
    return keyArn;
  }

  @Override
  public com.amazonaws.encryptionsdk.DataKey<SheetMasterKey> generateDataKey(
      CryptoAlgorithm suite, Map<String, String> messageContext) {
    throw new UnsupportedOperationException("this key opens one sheet, and seals none");
  }

  @Override
  public com.amazonaws.encryptionsdk.DataKey<SheetMasterKey> encryptDataKey(
      CryptoAlgorithm suite,
      Map<String, String> messageContext,
      com.amazonaws.encryptionsdk.DataKey<?> dataKey) {
    throw new UnsupportedOperationException("this key opens one sheet, and seals none");
  }

  @Override
  public List<SheetMasterKey> getMasterKeysForEncryption(MasterKeyRequest request) {
    throw new UnsupportedOperationException("this key opens one sheet, and seals none");
  }
}
