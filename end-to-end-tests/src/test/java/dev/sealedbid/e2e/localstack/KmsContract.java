package dev.sealedbid.e2e.localstack;

import dev.sealedbid.e2e.localstack.Contract.Case;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/** The part of KMS that the product uses. */
final class KmsContract {
  private static final Map<String, String> CONTEXT = Map.of("purpose", "sheet");
  private static final String DENY_DECRYPT =
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%1$s:root"},"Action":"kms:*","Resource":"*"},
        {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"kms:Decrypt","Resource":"*"}]}
      """
          .formatted(ContractPlace.OWNER);

  private KmsContract() {}

  static List<Case> cases() {
    return List.of(
        new Case("kms-data-key", "OK, 32 bytes, decrypted the same", KmsContract::dataKey),
        new Case("kms-encrypt", "OK, decrypted the same", KmsContract::encrypt),
        new Case("kms-encrypt-too-long", "400 ValidationException", KmsContract::encryptTooLong),
        new Case("kms-key-state", "OK, Enabled, then Disabled, then Enabled", KmsContract::states),
        new Case(
            "kms-decrypt-wrong-context", "400 InvalidCiphertextException", KmsContract::context),
        new Case("kms-decrypt-tampered", "400 InvalidCiphertextException", KmsContract::tampered),
        new Case("kms-decrypt-wrong-key", "400 IncorrectKeyException", KmsContract::wrongKey),
        new Case("kms-decrypt-unknown-key", "400 NotFoundException", KmsContract::unknownKey),
        new Case("kms-decrypt-other-region", "400 NotFoundException", KmsContract::otherRegion),
        new Case("kms-decrypt-disabled", "400 DisabledException", KmsContract::disabled),
        new Case("kms-data-key-disabled", "400 DisabledException", KmsContract::dataKeyDisabled),
        new Case("kms-decrypt-pending-deletion", "400 KMSInvalidStateException", KmsContract::gone),
        new Case("kms-decrypt-policy-denies", "400 AccessDeniedException", KmsContract::denied),
        new Case("kms-decrypt-other-account", "400 AccessDeniedException", KmsContract::stranger),
        new Case("kms-policy-read-back", "OK, the same bytes", KmsContract::policy),
        new Case(
            "kms-recipient", "OK, CiphertextForRecipient alone, unwrapped", KmsContract::recipient),
        new Case("kms-recipient-cms", "OK, BER: 3080", KmsContract::recipientCms),
        new Case("kms-recipient-garbage", "400 ValidationException", KmsContract::garbage),
        new Case(
            "kms-recipient-data-key",
            "OK, CiphertextForRecipient alone",
            KmsContract::recipientDataKey));
  }

  private static String dataKey(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      GenerateDataKeyResponse made = dataKey(kms, key);
      byte[] opened = decrypt(kms, key, made.ciphertextBlob());
      return "OK, "
          + made.plaintext().asByteArray().length
          + " bytes, decrypted "
          + (Arrays.equals(opened, made.plaintext().asByteArray()) ? "the same" : "otherwise");
    }
  }

  private static String encrypt(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes text = SdkBytes.fromUtf8String("some text");
      SdkBytes blob =
          kms.encrypt(ask -> ask.keyId(key).plaintext(text).encryptionContext(CONTEXT))
              .ciphertextBlob();
      return Arrays.equals(decrypt(kms, key, blob), text.asByteArray())
          ? "OK, decrypted the same"
          : "OK, decrypted otherwise";
    }
  }

  private static String encryptTooLong(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes text = SdkBytes.fromByteArray(new byte[4097]);
      kms.encrypt(ask -> ask.keyId(key).plaintext(text));
      return "OK";
    }
  }

  private static String states(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      String first = state(kms, key);
      kms.disableKey(ask -> ask.keyId(key));
      String second = state(kms, key);
      kms.enableKey(ask -> ask.keyId(key));
      return "OK, " + first + ", then " + second + ", then " + state(kms, key);
    }
  }

  private static String context(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes blob = dataKey(kms, key).ciphertextBlob();
      kms.decrypt(
          ask -> ask.keyId(key).ciphertextBlob(blob).encryptionContext(Map.of("purpose", "other")));
      return "OK";
    }
  }

  private static String tampered(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      byte[] blob = dataKey(kms, key).ciphertextBlob().asByteArray();
      blob[blob.length - 1] ^= 1;
      decrypt(kms, key, SdkBytes.fromByteArray(blob));
      return "OK";
    }
  }

  private static String wrongKey(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      SdkBytes blob = dataKey(kms, newKey(kms)).ciphertextBlob();
      decrypt(kms, newKey(kms), blob);
      return "OK";
    }
  }

  private static String unknownKey(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes blob = dataKey(kms, key).ciphertextBlob();
      String unknown =
          key.substring(0, key.lastIndexOf('/')) + "/11111111-2222-3333-4444-555555555555";
      decrypt(kms, unknown, blob);
      return "OK";
    }
  }

  private static String otherRegion(ContractPlace place) {
    try (KmsClient here = owner(place);
        KmsClient there = place.kms(ContractPlace.OWNER, "us-east-1")) {
      String key = newKey(here);
      decrypt(there, key, dataKey(here, key).ciphertextBlob());
      return "OK";
    }
  }

  private static String disabled(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes blob = dataKey(kms, key).ciphertextBlob();
      kms.disableKey(ask -> ask.keyId(key));
      decrypt(kms, key, blob);
      return "OK";
    }
  }

  private static String dataKeyDisabled(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      kms.disableKey(ask -> ask.keyId(key));
      dataKey(kms, key);
      return "OK";
    }
  }

  private static String gone(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes blob = dataKey(kms, key).ciphertextBlob();
      kms.scheduleKeyDeletion(ask -> ask.keyId(key).pendingWindowInDays(7));
      decrypt(kms, key, blob);
      return "OK";
    }
  }

  private static String denied(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      SdkBytes blob = dataKey(kms, key).ciphertextBlob();
      kms.putKeyPolicy(ask -> ask.keyId(key).policyName("default").policy(DENY_DECRYPT));
      decrypt(kms, key, blob);
      return "OK";
    }
  }

  private static String stranger(ContractPlace place) {
    try (KmsClient kms = owner(place);
        KmsClient stranger = place.kms(ContractPlace.STRANGER, ContractPlace.REGION)) {
      String key = newKey(kms);
      decrypt(stranger, key, dataKey(kms, key).ciphertextBlob());
      return "OK";
    }
  }

  private static String policy(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      kms.putKeyPolicy(ask -> ask.keyId(key).policyName("default").policy(DENY_DECRYPT));
      String kept = kms.getKeyPolicy(ask -> ask.keyId(key).policyName("default")).policy();
      return kept.equals(DENY_DECRYPT) ? "OK, the same bytes" : "OK, other bytes";
    }
  }

  private static String recipient(ContractPlace place) throws Exception {
    try (KmsClient kms = owner(place);
        RecipientKey recipient = RecipientKey.generate(new SecureRandom())) {
      String key = newKey(kms);
      GenerateDataKeyResponse made = dataKey(kms, key);
      DecryptResponse answer = decrypt(kms, key, made.ciphertextBlob(), document(place, recipient));
      if (answer.ciphertextForRecipient() == null || answer.plaintext() != null) {
        return "OK, Plaintext";
      }
      byte[] opened = recipient.unwrap(answer.ciphertextForRecipient().asByteArray());
      return "OK, CiphertextForRecipient alone, "
          + (Arrays.equals(opened, made.plaintext().asByteArray()) ? "unwrapped" : "other bytes");
    }
  }

  private static String recipientCms(ContractPlace place) {
    try (KmsClient kms = owner(place);
        RecipientKey recipient = RecipientKey.generate(new SecureRandom())) {
      String key = newKey(kms);
      byte[] cms =
          decrypt(kms, key, dataKey(kms, key).ciphertextBlob(), document(place, recipient))
              .ciphertextForRecipient()
              .asByteArray();
      String start = HexFormat.of().formatHex(cms, 0, 2);
      return "OK, " + (start.equals("3080") ? "BER: " : "DER: ") + start;
    }
  }

  private static String garbage(ContractPlace place) {
    try (KmsClient kms = owner(place)) {
      String key = newKey(kms);
      byte[] garbage = "no attestation document".getBytes(StandardCharsets.US_ASCII);
      DecryptResponse answer = decrypt(kms, key, dataKey(kms, key).ciphertextBlob(), garbage);
      return said(answer.plaintext(), answer.ciphertextForRecipient());
    }
  }

  private static String recipientDataKey(ContractPlace place) {
    try (KmsClient kms = owner(place);
        RecipientKey recipient = RecipientKey.generate(new SecureRandom())) {
      String key = newKey(kms);
      RecipientInfo info = info(document(place, recipient));
      GenerateDataKeyResponse answer =
          kms.generateDataKey(ask -> ask.keyId(key).keySpec(DataKeySpec.AES_256).recipient(info));
      return said(answer.plaintext(), answer.ciphertextForRecipient());
    }
  }

  private static String said(@Nullable SdkBytes plaintext, @Nullable SdkBytes forRecipient) {
    boolean plain = plaintext != null && plaintext.asByteArrayUnsafe().length > 0;
    if (forRecipient == null) {
      return plain ? "OK, Plaintext" : "OK, nothing";
    }
    return plain ? "OK, both" : "OK, CiphertextForRecipient alone";
  }

  private static KmsClient owner(ContractPlace place) {
    return place.kms(ContractPlace.OWNER, ContractPlace.REGION);
  }

  private static String newKey(KmsClient kms) {
    return kms.createKey().keyMetadata().arn();
  }

  private static String state(KmsClient kms, String key) {
    return kms.describeKey(ask -> ask.keyId(key)).keyMetadata().keyStateAsString();
  }

  private static GenerateDataKeyResponse dataKey(KmsClient kms, String key) {
    return kms.generateDataKey(
        ask -> ask.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
  }

  private static byte[] decrypt(KmsClient kms, String key, SdkBytes blob) {
    return kms.decrypt(ask -> ask.keyId(key).ciphertextBlob(blob).encryptionContext(CONTEXT))
        .plaintext()
        .asByteArray();
  }

  private static DecryptResponse decrypt(
      KmsClient kms, String key, SdkBytes blob, byte[] document) {
    return kms.decrypt(
        ask ->
            ask.keyId(key)
                .ciphertextBlob(blob)
                .encryptionContext(CONTEXT)
                .recipient(info(document)));
  }

  private static byte[] document(ContractPlace place, RecipientKey recipient) {
    return place.document(AttestationRequest.ofPublicKey(recipient.subjectPublicKeyInfo()));
  }

  private static RecipientInfo info(byte[] document) {
    return RecipientInfo.builder()
        .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
        .attestationDocument(SdkBytes.fromByteArray(document))
        .build();
  }
}
