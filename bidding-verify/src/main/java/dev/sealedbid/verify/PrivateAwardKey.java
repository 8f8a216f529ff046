package dev.sealedbid.verify;

import dev.sealedbid.core.terms.AwardKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** The private half of a local award key. Secret; {@link #close} wipes what we hold of it. */
final class PrivateAwardKey implements AutoCloseable {
  private static final int MAX_LENGTH = 16_384;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final byte[] pem;
  private final byte[] publicKey;

  private PrivateAwardKey(byte[] pem, byte[] publicKey) {
    this.pem = pem;
    this.publicKey = publicKey;
  }

  /**
   * Reads a PKCS#8 file.
   *
   * @throws IllegalArgumentException if it isn't an RSA private key in PEM
   */
  static PrivateAwardKey parse(byte[] pem) {
    byte[] der = der(pem);
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
      byte[] publicKey =
          rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
              .getEncoded();
      return new PrivateAwardKey(pem.clone(), publicKey);
    } catch (GeneralSecurityException | ClassCastException e) {
      // Neither cause nor text: a provider's message may quote the key.
      throw notAKey();
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  boolean isPrivateHalfOf(AwardKey key) {
    return Arrays.equals(publicKey, key.publicKey());
  }

  byte[] pem() {
    return pem.clone();
  }

  @Override
  public void close() {
    Arrays.fill(pem, (byte) 0);
  }

  @Override
  public String toString() {
    return "PrivateAwardKey[secret]";
  }

  private static byte[] der(byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1).strip();
    if (pem.length > MAX_LENGTH || !text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw notAKey();
    }
    try {
      String base64 = text.substring(BEGIN.length(), text.length() - END.length());
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw notAKey();
    }
  }

  private static IllegalArgumentException notAKey() {
    return new IllegalArgumentException(
        "not an RSA private key: PKCS#8 in PEM begins with " + BEGIN);
  }
}
