package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSA keys for encryption: the public half for everybody who may ask, OAEP with SHA-1 or SHA-256.
 * They take no encryption context.
 *
 * <p>Source: KMS API Reference, "GetPublicKey", "Encrypt", "Decrypt"; KMS Cryptographic Details,
 * "RSAES-OAEP" (MGF1 uses the same digest, the label is empty).
 */
final class AsymmetricOperations {
  private final KeyRing keys;
  private final KeyAccess access;

  AsymmetricOperations(KeyRing keys, KeyAccess access) {
    this.keys = keys;
    this.access = access;
  }

  /** Whether a request names one of these algorithms. */
  static boolean isAsked(JsonRequest request) throws JsonFault {
    return request.text("EncryptionAlgorithm").orElse("").startsWith("RSAES_OAEP_");
  }

  Map<String, Object> getPublicKey(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.require(call, key, "GetPublicKey", KeyAccess.Details.none());
    key.requireEnabled();
    KeyPair pair = pair(key);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("KeyId", key.arn());
    answer.put("PublicKey", pair.getPublic().getEncoded());
    answer.put("CustomerMasterKeySpec", key.kind().name());
    answer.put("KeySpec", key.kind().name());
    answer.put("KeyUsage", "ENCRYPT_DECRYPT");
    answer.put("EncryptionAlgorithms", key.kind().algorithms());
    return answer;
  }

  Map<String, Object> encrypt(KmsCall call) throws JsonFault {
    byte[] plaintext = call.request().requiredBlob("Plaintext");
    KmsKey key = permitted(call, "Encrypt");
    try {
      byte[] blob = oaep(call, Cipher.ENCRYPT_MODE, pair(key).getPublic(), plaintext);
      return answer(call, key, "CiphertextBlob", blob);
    } catch (GeneralSecurityException e) {
      throw JsonFault.validation("The plaintext is too long for the key and the algorithm.");
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  Map<String, Object> decrypt(KmsCall call) throws JsonFault {
    byte[] blob = call.request().requiredBlob("CiphertextBlob");
    KmsKey key = permitted(call, "Decrypt");
    try {
      byte[] plaintext = oaep(call, Cipher.DECRYPT_MODE, pair(key).getPrivate(), blob);
      return answer(call, key, "Plaintext", plaintext);
    } catch (GeneralSecurityException e) {
      throw new JsonFault(400, "InvalidCiphertextException", "");
    }
  }

  private KmsKey permitted(KmsCall call, String operation) throws JsonFault {
    String algorithm = algorithm(call);
    if (!EncryptionContext.of(call.request(), "EncryptionContext").pairs().isEmpty()) {
      throw JsonFault.validation("An asymmetric key takes no encryption context.");
    }
    KmsKey key = named(call);
    access.require(
        call,
        key,
        operation,
        new KeyAccess.Details(
            Optional.empty(), c -> c.put("kms:EncryptionAlgorithm", algorithm), true));
    key.requireEnabled();
    return key;
  }

  private static byte[] oaep(KmsCall call, int mode, Key key, byte[] input)
      throws GeneralSecurityException, JsonFault {
    boolean sha256 = algorithm(call).equals("RSAES_OAEP_SHA_256");
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        mode,
        key,
        new OAEPParameterSpec(
            sha256 ? "SHA-256" : "SHA-1",
            "MGF1",
            sha256 ? MGF1ParameterSpec.SHA256 : MGF1ParameterSpec.SHA1,
            PSource.PSpecified.DEFAULT));
    return cipher.doFinal(input);
  }

  private static Map<String, Object> answer(KmsCall call, KmsKey key, String member, byte[] value)
      throws JsonFault {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("KeyId", key.arn());
    answer.put(member, value);
    answer.put("EncryptionAlgorithm", algorithm(call));
    return answer;
  }

  private static String algorithm(KmsCall call) throws JsonFault {
    return call.request().requiredText("EncryptionAlgorithm");
  }

  private static KeyPair pair(KmsKey key) throws JsonFault {
    return key.pair()
        .orElseThrow(
            () ->
                new JsonFault(
                    400,
                    "InvalidKeyUsageException",
                    key.arn() + " is a symmetric key, which can't do that."));
  }

  private KmsKey named(KmsCall call) throws JsonFault {
    return keys.find(
        call.request().requiredText("KeyId"), call.caller().accountId(), call.origin().region());
  }
}
