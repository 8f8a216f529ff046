package dev.sealedbid.benchmarks;

import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.enclave.CorrettoCrypto;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The floor of a sheet: the cryptography that opening it can't do without, and nothing else.
 * RSA-2048 OAEP and AES-256-CBC of KMS's envelope, HKDF-SHA-512 for the message's key and
 * commitment, AES-256-GCM over header and sheet. In a process of its own, with the flags and the
 * provider of the enclave.
 *
 * <p>Arguments: {@code corretto} or {@code jdk}, lots, sheets. Prints microseconds of processor
 * time a sheet.
 */
final class Floor {
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
  private static final int HEADER = 500;

  private final SecureRandom random = new SecureRandom();
  private final KeyPair recipient;
  private final byte[] encryptedKey;
  private final byte[] content;
  private final byte[] sheet;
  private final byte[] header;
  private final byte[] dataKey = new byte[32];

  private Floor(int lots) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048, random);
    recipient = generator.generateKeyPair();
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.ENCRYPT_MODE, recipient.getPublic(), OAEP, random);
    byte[] contentKey = new byte[32];
    encryptedKey = rsa.doFinal(contentKey);
    Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
    aes.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new IvParameterSpec(new byte[16]));
    content = aes.doFinal(dataKey);
    byte[] key = derived();
    header = gcm(Cipher.ENCRYPT_MODE, key, new byte[0], new byte[HEADER]);
    sheet = gcm(Cipher.ENCRYPT_MODE, key, new byte[BidSheet.lengthFor(lots)], new byte[64]);
  }

  /** Measures. */
  public static void main(String[] arguments) throws GeneralSecurityException {
    if (arguments[0].equals("corretto") && !CorrettoCrypto.install()) {
      throw new IllegalStateException("the provider isn't for this platform");
    }
    Floor floor = new Floor(Integer.parseInt(arguments[1]));
    int sheets = Integer.parseInt(arguments[2]);
    floor.nanosOf(sheets);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      best = Math.min(best, floor.nanosOf(sheets));
    }
    System.out.println(String.format(Locale.ROOT, "%.1f", best / 1000.0 / sheets));
  }

  private long nanosOf(int sheets) throws GeneralSecurityException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < sheets; i++) {
      open();
    }
    return threads.getCurrentThreadCpuTime() - begun;
  }

  private void open() throws GeneralSecurityException {
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.DECRYPT_MODE, recipient.getPrivate(), OAEP, random);
    byte[] contentKey = rsa.doFinal(encryptedKey);
    Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
    aes.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new IvParameterSpec(new byte[16]));
    if (aes.doFinal(content).length != 48) {
      throw new IllegalStateException("not the data key");
    }
    byte[] key = derived();
    gcm(Cipher.DECRYPT_MODE, key, header, new byte[HEADER]);
    gcm(Cipher.DECRYPT_MODE, key, sheet, new byte[64]);
  }

  /** HKDF-SHA-512 (RFC 5869): extract, then a key and a commitment. */
  private byte[] derived() throws GeneralSecurityException {
    byte[] extracted = hmac(new byte[32], dataKey);
    byte[] commitment = hmac(extracted, new byte[11]);
    byte[] key = hmac(extracted, new byte[12]);
    if (commitment.length != 64) {
      throw new IllegalStateException("not SHA-512");
    }
    return Arrays.copyOf(key, 32);
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA512");
    mac.init(new SecretKeySpec(key, "HmacSHA512"));
    return mac.doFinal(message);
  }

  private static byte[] gcm(int mode, byte[] key, byte[] text, byte[] more)
      throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
    aes.updateAAD(more);
    return aes.doFinal(text);
  }
}
