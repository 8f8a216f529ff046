package dev.sealedbid.local.kms;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.DERNull;
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

/**
 * Makes {@code CiphertextForRecipient} in AWS's layout: CMS EnvelopedData in BER with indefinite
 * lengths, one key transport recipient of version 2 named by a 32-byte subjectKeyIdentifier,
 * RSAES-OAEP with SHA-256 and MGF1-SHA-256, AES-256-CBC.
 *
 * <p>Source: RFC 5652; KMS API Reference, "RecipientInfo".
 */
public final class RecipientEnvelope {
  private static final AlgorithmIdentifier SHA_256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  private static final AlgorithmIdentifier OAEP_SHA_256 =
      new AlgorithmIdentifier(
          PKCSObjectIdentifiers.id_RSAES_OAEP,
          new RSAESOAEPparams(
              SHA_256,
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA_256),
              RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));

  private RecipientEnvelope() {}

  /** Wraps a plaintext to the key, as KMS does; anybody who sees the key can. */
  public static byte[] wrap(byte[] plaintext, RSAPublicKey recipient) {
    try {
      byte[] keyIdentifier = MessageDigest.getInstance("SHA-256").digest(recipient.getEncoded());
      CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(
          new JceKeyTransRecipientInfoGenerator(keyIdentifier, OAEP_SHA_256, recipient));
      return generator
          .generate(
              new CMSProcessableByteArray(plaintext),
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build())
          .getEncoded();
    } catch (GeneralSecurityException | CMSException | IOException e) {
      throw new IllegalStateException("can't wrap to the recipient's key", e);
    }
  }
}
