package dev.sealedbid.enclave;

import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import dev.sealedbid.testkit.FakeKms;
import dev.sealedbid.testkit.WrappedKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * A KMS in this process: data keys bound to key and context, answers encrypted to the recipient of
 * the attestation document. It knows no policies; tests make keys fail by name.
 */
final class FakeAttestedKms {
  private final WrappedKeys keys = new WrappedKeys(new SecureRandom());

  /** What Decrypt under a key answers instead. */
  final Map<String, String> refusals = new ConcurrentHashMap<>();

  /** The contexts of the sheets for which a data key was given, in order. */
  final List<Map<String, String>> opened = new CopyOnWriteArrayList<>();

  /** Every call of Decrypt, refused or not. */
  final List<DecryptRequest> calls = new CopyOnWriteArrayList<>();

  /** What somebody over KMS's TLS makes of its answers. */
  volatile Forgery forgery = (request, answer) -> answer;

  /** Changes the answer to a request. */
  @FunctionalInterface
  interface Forgery {
    DecryptResponse forge(DecryptRequest request, DecryptResponse answer);
  }

  /** Runs inside every Decrypt. */
  volatile Consumer<DecryptRequest> during = request -> {};

  KmsClient client() {
    return new Client();
  }

  private final class Client implements KmsClient {
    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
      return keys.generate(request);
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      calls.add(request);
      during.accept(request);
      String refusal = refusals.get(request.keyId());
      if (refusal != null) {
        throw FakeKms.error(refusal);
      }
      byte[] key =
          keys.unwrap(
              request.ciphertextBlob().asByteArray(), request.keyId(), request.encryptionContext());
      opened.add(request.encryptionContext());
      DecryptResponse answer =
          DecryptResponse.builder()
              .keyId(request.keyId())
              .ciphertextForRecipient(
                  SdkBytes.fromByteArray(
                      forRecipient(key, request.recipient().attestationDocument().asByteArray())))
              .build();
      return forgery.forge(request, answer);
    }

    @Override
    public String serviceName() {
      return "kms";
    }

    @Override
    public void close() {}
  }

  /** What GenerateDataKey or Encrypt makes of any bytes. */
  byte[] wrap(byte[] key, String arn, Map<String, String> context) {
    return keys.wrap(key, arn, context);
  }

  private static byte[] forRecipient(byte[] key, byte[] document) {
    try {
      byte[] spki =
          AttestationDocument.parse(document)
              .publicKey()
              .orElseThrow(() -> FakeKms.error("ValidationException"));
      return envelope(
          key, KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki)));
    } catch (GeneralSecurityException | AttestationFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /** KMS's envelope around any bytes. */
  static byte[] envelope(byte[] key, PublicKey recipient) {
    try {
      AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
      AlgorithmIdentifier oaep =
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.id_RSAES_OAEP,
              new RSAESOAEPparams(
                  sha256,
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
                  RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
      CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(
          new JceKeyTransRecipientInfoGenerator(new byte[32], oaep, recipient));
      return generator
          .generate(
              new CMSProcessableByteArray(key),
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build())
          .getEncoded();
    } catch (CMSException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
