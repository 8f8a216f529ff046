package dev.sealedbid.nitro.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The RSA-2048 key pair to which KMS encrypts its answers, born in this process and never written
 * anywhere.
 *
 * <p>Guarantee: the private key leaves this object in no way. What it opens is <em>not</em>
 * authenticated: anyone who knows the public key can make an envelope, so the caller needs TLS to
 * KMS that ends in this process, and authenticated encryption under the unwrapped key.
 *
 * <p>Safe for use by several threads. {@link #close} forgets the private key; the JDK gives no way
 * to overwrite its numbers in memory, so a process that held one should end soon.
 */
public final class RecipientKey implements AutoCloseable {
  /** The only RSA size that KMS documents for recipients. */
  private static final int MODULUS_BITS = 2048;

  private static final int CONTENT_KEY_LENGTH = 32;
  private static final int DATA_KEY_LENGTH = 32;

  /** Named in full: the JDK's own default for this transformation is MGF1 with SHA-1. */
  private static final OAEPParameterSpec OAEP_SHA_256 =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  private final byte[] subjectPublicKeyInfo;
  private final SecureRandom random;
  private volatile @Nullable PrivateKey privateKey;

  private RecipientKey(KeyPair pair, SecureRandom random) {
    this.subjectPublicKeyInfo = pair.getPublic().getEncoded();
    this.privateKey = pair.getPrivate();
    this.random = random;
  }

  /** A new key pair; takes about a tenth of a second. */
  public static RecipientKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(MODULUS_BITS, random);
      return new RecipientKey(generator.generateKeyPair(), random);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** The public key as DER SubjectPublicKeyInfo, 294 bytes: an attestation's {@code public_key}. */
  public byte[] subjectPublicKeyInfo() {
    return subjectPublicKeyInfo.clone();
  }

  /**
   * Opens the {@code CiphertextForRecipient} of a KMS answer.
   *
   * @param ciphertextForRecipient CMS EnvelopedData (RFC 5652) in BER, at most 6,144 bytes: one
   *     recipient, RSAES-OAEP with SHA-256 and MGF1-SHA-256, AES-256-CBC
   * @return the 32 bytes of an AES-256 data key; the caller wipes them
   * @throws CiphertextForRecipientException if it is anything else, is for another key, or this key
   *     is closed; always with the same message
   */
  public byte[] unwrap(byte[] ciphertextForRecipient) throws CiphertextForRecipientException {
    PrivateKey key = privateKey;
    if (key == null) {
      throw new CiphertextForRecipientException();
    }
    RecipientEnvelope envelope = RecipientEnvelope.parse(ciphertextForRecipient);
    try {
      return open(envelope, key);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new CiphertextForRecipientException();
    }
  }

  @Override
  public void close() {
    PrivateKey key = privateKey;
    privateKey = null;
    if (key != null) {
      try {
        key.destroy();
      } catch (DestroyFailedException e) {
        // The JDK's RSA keys can't be destroyed; being forgotten is all they can get.
      }
    }
  }

  @Override
  public String toString() {
    return "RecipientKey[RSA-" + MODULUS_BITS + "]";
  }

  private byte[] open(RecipientEnvelope envelope, PrivateKey key)
      throws GeneralSecurityException, CiphertextForRecipientException {
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.DECRYPT_MODE, key, OAEP_SHA_256, random);
    byte[] contentKey = rsa.doFinal(envelope.encryptedKey());
    try {
      if (contentKey.length != CONTENT_KEY_LENGTH) {
        throw new CiphertextForRecipientException();
      }
      Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
      aes.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(contentKey, "AES"),
          new IvParameterSpec(envelope.initializationVector()));
      byte[] dataKey = aes.doFinal(envelope.encryptedContent());
      if (dataKey.length != DATA_KEY_LENGTH) {
        Arrays.fill(dataKey, (byte) 0);
        throw new NotADataKeyException();
      }
      return dataKey;
    } finally {
      Arrays.fill(contentKey, (byte) 0);
    }
  }
}
