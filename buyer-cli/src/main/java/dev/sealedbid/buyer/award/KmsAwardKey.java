package dev.sealedbid.buyer.award;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.terms.KeyArn;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;

/** An award key whose private half is an asymmetric key in KMS. */
final class KmsAwardKey {
  private KmsAwardKey() {}

  /** DER of the SubjectPublicKeyInfo, as KMS gives it. */
  static byte[] publicKey(AwsClients clients, KeyArn arn) {
    GetPublicKeyResponse answer =
        AwsFailures.during(
            "reading the public half of award key " + arn,
            () -> clients.kms(arn.region()).getPublicKey(r -> r.keyId(arn.arn())));
    if (!answer.encryptionAlgorithms().contains(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)) {
      throw CommandFailedException.usage(
          "key " + arn + " can't be an award key: it isn't an RSA key for encryption",
          "create one with key usage ENCRYPT_DECRYPT and key spec RSA_3072");
    }
    return answer.publicKey().asByteArray();
  }
}
