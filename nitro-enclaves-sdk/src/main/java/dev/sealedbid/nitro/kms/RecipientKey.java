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
 * <p>CBC is no authenticated encryption either: an envelope can be altered block by block and
 * handed in again. Nothing that depends on the decrypted bytes is told before a message
 * authenticated under them, neither whether their padding is right nor their length (S. Vaudenay,
 * Security Flaws Induced by CBC Padding, 2002; RFC 3218 has the same countermeasure for RSA).
 *
 * <p>Safe for use by several threads. {@link #close} forgets the private key and asks its provider
 * to destroy it. Amazon Corretto Crypto Provider does; the JDK gives no way to overwrite the
 * numbers in memory, so a process that held one should end soon.
 */
public final class RecipientKey implements AutoCloseable {
  /** The only RSA size that KMS documents for recipients. */
  private static final int MODULUS_BITS = 2048;

  private static final int CONTENT_KEY_LENGTH = 32;
  private static final int DATA_KEY_LENGTH = 32;

  /** PKCS #7 behind two whole blocks of 16: sixteen times 16. */
  private static final int PADDING_LENGTH = 16;

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
   * @return 32 bytes, which the caller wipes: the AES-256 data key in it, or, where what RSA-OAEP
   *     opened leads to no such key, whatever the reason, as many random bytes. So a message that
   *     is decrypted with them tells by not authenticating, as under any other wrong key, and
   *     nobody learns from altered envelopes what the genuine one holds
   * @throws CiphertextForRecipientException if it isn't such an envelope, is for another key, or
   *     this key is closed; always with the same message
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
        // The JDK's own RSA keys can't be destroyed; being forgotten is all they can get.
      }
    }
  }

  @Override
  public String toString() {
    return "RecipientKey[RSA-" + MODULUS_BITS + "]";
  }

  private byte[] open(RecipientEnvelope envelope, PrivateKey key) throws GeneralSecurityException {
    // Always drawn, so that no path does more than another.
    byte[] stranger = new byte[CONTENT_KEY_LENGTH + DATA_KEY_LENGTH];
    random.nextBytes(stranger);
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.DECRYPT_MODE, key, OAEP_SHA_256, random);
    byte[] contentKey = rsa.doFinal(envelope.encryptedKey());
    try {
      boolean hasLength = contentKey.length == CONTENT_KEY_LENGTH;
      byte[] usedKey = hasLength ? contentKey : Arrays.copyOf(stranger, CONTENT_KEY_LENGTH);
      byte[] padded = decrypted(envelope, usedKey);
      try {
        return dataKey(padded, hasLength, stranger);
      } finally {
        Arrays.fill(padded, (byte) 0);
        Arrays.fill(usedKey, (byte) 0);
      }
    } finally {
      Arrays.fill(contentKey, (byte) 0);
      Arrays.fill(stranger, (byte) 0);
    }
  }

  /** Without looking at the padding: the JDK would tell by an exception whether it is right. */
  private static byte[] decrypted(RecipientEnvelope envelope, byte[] contentKey)
      throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
    aes.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new IvParameterSpec(envelope.initializationVector()));
    return aes.doFinal(envelope.encryptedContent());
  }

  /**
   * 32 bytes and the one padding that they can have, or the stranger's; chosen without a branch.
   */
  private static byte[] dataKey(byte[] padded, boolean hasLength, byte[] stranger) {
    int difference = (padded.length ^ (DATA_KEY_LENGTH + PADDING_LENGTH)) | (hasLength ? 0 : 1);
    byte[] whole = Arrays.copyOf(padded, DATA_KEY_LENGTH + PADDING_LENGTH);
    for (int i = DATA_KEY_LENGTH; i < whole.length; i++) {
      difference |= whole[i] ^ PADDING_LENGTH;
    }
    // All ones if nothing differs, otherwise zero.
    int right = ~((difference | -difference) >> 31);
    byte[] dataKey = new byte[DATA_KEY_LENGTH];
    for (int i = 0; i < DATA_KEY_LENGTH; i++) {
      dataKey[i] = (byte) ((whole[i] & right) | (stranger[CONTENT_KEY_LENGTH + i] & ~right));
    }
    Arrays.fill(whole, (byte) 0);
    return dataKey;
  }
}
