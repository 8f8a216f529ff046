package dev.sealedbid.verify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/** A KMS with one asymmetric key, which it takes for whatever key it is asked for. */
final class RsaKms implements KmsClient {
  private final PrivateKey key;
  private final List<String> keys = new ArrayList<>();

  RsaKms(byte[] pkcs8Pem) {
    String base64 =
        new String(pkcs8Pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The keys that were asked for. */
  List<String> keys() {
    return keys;
  }

  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    keys.add(request.keyId());
    if (request.encryptionAlgorithm() != EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256
        || !request.encryptionContext().isEmpty()) {
      throw new IllegalArgumentException("not how KMS is asked to decrypt with an RSA key");
    }
    try {
      Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
      oaep.init(
          Cipher.DECRYPT_MODE,
          key,
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
      byte[] plaintext = oaep.doFinal(request.ciphertextBlob().asByteArray());
      return DecryptResponse.builder()
          .keyId(request.keyId())
          .plaintext(SdkBytes.fromByteArray(plaintext))
          .encryptionAlgorithm(request.encryptionAlgorithm())
          .build();
    } catch (GeneralSecurityException e) {
      throw InvalidCiphertextException.builder().build();
    }
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
