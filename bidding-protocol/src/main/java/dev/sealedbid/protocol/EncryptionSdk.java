package dev.sealedbid.protocol;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import dev.sealedbid.core.sealed.SheetHeader;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/** The Encryption SDK with the only settings that sheets and awards use. */
public final class EncryptionSdk {
  private final AwsCrypto crypto =
      AwsCrypto.builder()
          .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
          .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
          .withEncryptionFrameSize(SheetHeader.FRAME_LENGTH)
          .withMaxEncryptedDataKeys(1)
          .build();
  private final MaterialProviders providers =
      MaterialProviders.builder()
          .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
          .build();
  private final AwardKeyrings awardKeyrings = new AwardKeyrings(providers);

  public AwsCrypto crypto() {
    return crypto;
  }

  public AwardKeyrings awardKeyrings() {
    return awardKeyrings;
  }

  /** A strict keyring: this key and no other, never discovery. */
  public IKeyring keyring(KmsClient kms, String keyArn) {
    return providers.CreateAwsKmsKeyring(
        CreateAwsKmsKeyringInput.builder().kmsClient(kms).kmsKeyId(keyArn).build());
  }
}
