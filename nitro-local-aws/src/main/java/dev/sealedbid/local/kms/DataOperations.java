package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What keys are for. The order of the checks is AWS's: the request's form, the recipient's
 * document, then who may, then the key's state, and the ciphertext last.
 *
 * <p>Source: KMS API Reference, "Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt".
 */
final class DataOperations {
  private static final int MAX_PLAINTEXT = 4096;
  private static final int MAX_CIPHERTEXT = 6144;
  private static final int MAX_DATA_KEY = 1024;
  private static final int MAX_DOCUMENT = 262_144;
  private static final String ALGORITHM = "SYMMETRIC_DEFAULT";

  private final KeyRing keys;
  private final KeyAccess access;
  private final RecipientVerifier recipients;
  private final SecureRandom random;
  private final AsymmetricOperations asymmetric;

  DataOperations(
      KeyRing keys, KeyAccess access, RecipientVerifier recipients, SecureRandom random) {
    this.keys = keys;
    this.access = access;
    this.recipients = recipients;
    this.random = random;
    this.asymmetric = new AsymmetricOperations(keys, access);
  }

  Map<String, Object> getPublicKey(KmsCall call) throws JsonFault {
    return asymmetric.getPublicKey(call);
  }

  Map<String, Object> encrypt(KmsCall call) throws JsonFault {
    JsonRequest request = call.request();
    if (AsymmetricOperations.isAsked(request)) {
      return asymmetric.encrypt(call);
    }
    requireAlgorithm(request, "EncryptionAlgorithm");
    EncryptionContext context = EncryptionContext.of(request, "EncryptionContext");
    byte[] plaintext = request.requiredBlob("Plaintext");
    requireLength(plaintext, "plaintext", MAX_PLAINTEXT);
    KmsKey key = named(call, request.requiredText("KeyId"));
    permit(call, key, "Encrypt", context, true);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("CiphertextBlob", CiphertextBlob.seal(key, context, plaintext, random));
    answer.put("KeyId", key.arn());
    answer.put("EncryptionAlgorithm", ALGORITHM);
    Arrays.fill(plaintext, (byte) 0);
    return answer;
  }

  Map<String, Object> generateDataKey(KmsCall call) throws JsonFault {
    verifyRecipient(call);
    Map<String, Object> answer = new LinkedHashMap<>();
    byte[] dataKey = newDataKey(call, "GenerateDataKey", answer);
    deliver(call, dataKey, answer);
    return answer;
  }

  Map<String, Object> generateDataKeyWithoutPlaintext(KmsCall call) throws JsonFault {
    Map<String, Object> answer = new LinkedHashMap<>();
    Arrays.fill(newDataKey(call, "GenerateDataKeyWithoutPlaintext", answer), (byte) 0);
    return answer;
  }

  Map<String, Object> decrypt(KmsCall call) throws JsonFault {
    JsonRequest request = call.request();
    if (AsymmetricOperations.isAsked(request)) {
      return asymmetric.decrypt(call);
    }
    requireAlgorithm(request, "EncryptionAlgorithm");
    EncryptionContext context = EncryptionContext.of(request, "EncryptionContext");
    byte[] blob = request.requiredBlob("CiphertextBlob");
    requireLength(blob, "ciphertextBlob", MAX_CIPHERTEXT);
    verifyRecipient(call);
    KmsKey key = sealer(call, request.text("KeyId"), "Decrypt", context, blob);
    byte[] plaintext = CiphertextBlob.open(key, context, blob);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("KeyId", key.arn());
    answer.put("EncryptionAlgorithm", ALGORITHM);
    deliver(call, plaintext, answer);
    return answer;
  }

  Map<String, Object> reEncrypt(KmsCall call) throws JsonFault {
    JsonRequest request = call.request();
    requireAlgorithm(request, "SourceEncryptionAlgorithm");
    requireAlgorithm(request, "DestinationEncryptionAlgorithm");
    EncryptionContext from = EncryptionContext.of(request, "SourceEncryptionContext");
    EncryptionContext to = EncryptionContext.of(request, "DestinationEncryptionContext");
    byte[] blob = request.requiredBlob("CiphertextBlob");
    requireLength(blob, "ciphertextBlob", MAX_CIPHERTEXT);
    KmsKey destination = named(call, request.requiredText("DestinationKeyId"));
    KmsKey source = sealer(call, request.text("SourceKeyId"), "ReEncryptFrom", from, blob);
    permit(call, destination, "ReEncryptTo", to, true);
    byte[] plaintext = CiphertextBlob.open(source, from, blob);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("CiphertextBlob", CiphertextBlob.seal(destination, to, plaintext, random));
    answer.put("SourceKeyId", source.arn());
    answer.put("KeyId", destination.arn());
    answer.put("SourceEncryptionAlgorithm", ALGORITHM);
    answer.put("DestinationEncryptionAlgorithm", ALGORITHM);
    Arrays.fill(plaintext, (byte) 0);
    return answer;
  }

  private byte[] newDataKey(KmsCall call, String operation, Map<String, Object> answer)
      throws JsonFault {
    JsonRequest request = call.request();
    EncryptionContext context = EncryptionContext.of(request, "EncryptionContext");
    int length = dataKeyLength(request);
    KmsKey key = named(call, request.requiredText("KeyId"));
    permit(call, key, operation, context, true);
    byte[] dataKey = new byte[length];
    random.nextBytes(dataKey);
    answer.put("CiphertextBlob", CiphertextBlob.seal(key, context, dataKey, random));
    answer.put("KeyId", key.arn());
    return dataKey;
  }

  private static int dataKeyLength(JsonRequest request) throws JsonFault {
    Optional<String> spec = request.text("KeySpec");
    OptionalLong bytes = request.number("NumberOfBytes");
    if (spec.isPresent() == bytes.isPresent()) {
      throw JsonFault.validation("Please specify either number of bytes or key spec.");
    }
    if (spec.isPresent()) {
      return switch (spec.get()) {
        case "AES_256" -> 32;
        case "AES_128" -> 16;
        default -> throw JsonFault.validation("There is no key spec " + spec.get() + ".");
      };
    }
    long length = bytes.orElse(0);
    if (length < 1 || length > MAX_DATA_KEY) {
      throw JsonFault.validation("NumberOfBytes must be between 1 and " + MAX_DATA_KEY + ".");
    }
    return (int) length;
  }

  /** The permitted, enabled key that a blob was sealed with: named by the request or the blob. */
  private KmsKey sealer(
      KmsCall call,
      Optional<String> keyId,
      String operation,
      EncryptionContext context,
      byte[] blob)
      throws JsonFault {
    if (keyId.isPresent()) {
      KmsKey key = named(call, keyId.get());
      permit(call, key, operation, context, true);
      if (!CiphertextBlob.keyId(blob).equals(key.id())) {
        throw new JsonFault(
            400,
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.");
      }
      return key;
    }
    KmsKey key =
        keys.byId(CiphertextBlob.keyId(blob), call.origin().region())
            .orElseThrow(() -> KeyAccess.deniedUnnamed(call, "kms:" + operation));
    permit(call, key, operation, context, false);
    return key;
  }

  private void permit(
      KmsCall call, KmsKey key, String operation, EncryptionContext context, boolean named)
      throws JsonFault {
    access.require(
        call, key, operation, new KeyAccess.Details(Optional.of(context), c -> {}, named));
    key.requireEnabled();
    key.requireSymmetric();
    if (call.request().flag("DryRun") && !operation.equals("ReEncryptFrom")) {
      throw new JsonFault(
          412,
          "DryRunOperationException",
          "The request would have succeeded, but the DryRun option is set.");
    }
  }

  /** With a recipient the plaintext leaves only wrapped to it; the copy here is wiped. */
  private static void deliver(KmsCall call, byte[] plaintext, Map<String, Object> answer) {
    if (call.recipient().isEmpty()) {
      answer.put("Plaintext", plaintext);
      return;
    }
    answer.put(
        "CiphertextForRecipient",
        RecipientEnvelope.wrap(plaintext, call.recipient().get().publicKey()));
    Arrays.fill(plaintext, (byte) 0);
  }

  private void verifyRecipient(KmsCall call) throws JsonFault {
    Optional<JsonRequest> recipient = call.request().object("Recipient");
    if (recipient.isEmpty()) {
      return;
    }
    String algorithm = recipient.get().requiredText("KeyEncryptionAlgorithm");
    if (!algorithm.equals("RSAES_OAEP_SHA_256")) {
      throw JsonFault.validation(
          "1 validation error detected: Value '"
              + algorithm
              + "' at 'recipient.keyEncryptionAlgorithm' failed to satisfy constraint: Member must"
              + " satisfy enum value set: [RSAES_OAEP_SHA_256]");
    }
    byte[] document = recipient.get().requiredBlob("AttestationDocument");
    requireLength(document, "recipient.attestationDocument", MAX_DOCUMENT);
    try {
      call.to(recipients.verify(document, call.origin().time()));
    } catch (RecipientRefusedException e) {
      throw JsonFault.validation("The attestation document is not valid: " + e.getMessage());
    }
  }

  private KmsKey named(KmsCall call, String keyId) throws JsonFault {
    return keys.find(keyId, call.caller().accountId(), call.origin().region());
  }

  private static void requireAlgorithm(JsonRequest request, String name) throws JsonFault {
    String algorithm = request.text(name).orElse(ALGORITHM);
    if (!algorithm.equals(ALGORITHM)) {
      throw new JsonFault(
          400, "InvalidKeyUsageException", "The key doesn't support " + algorithm + ".");
    }
  }

  private static void requireLength(byte[] value, String name, int max) throws JsonFault {
    if (value.length < 1 || value.length > max) {
      throw JsonFault.validation(
          "1 validation error detected: Value at '"
              + name
              + "' failed to satisfy constraint: Member must have length between 1 and "
              + max);
    }
  }
}
