package dev.sealedbid.core.terms;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The RSA public key to which a party's award message is encrypted. Its private half is the
 * party's: a local key, or an asymmetric KMS key.
 *
 * <p>2048, 3072 or 4096 bits, exponent 65537, in the one DER form of a SubjectPublicKeyInfo (RFC
 * 8017 appendix A.1, RFC 3279 section 2.3.1): so one key has one spelling.
 */
public final class AwardKey {
  private static final Set<Integer> SIZES = Set.of(2_048, 3_072, 4_096);
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final String RSA = "RSA";
  private static final int CERTAINTY = 20;

  private final byte[] publicKey;
  private final int bits;
  private final Optional<KeyArn> kmsKey;

  private AwardKey(byte[] publicKey, int bits, Optional<KeyArn> kmsKey) {
    this.publicKey = publicKey;
    this.bits = bits;
    this.kmsKey = kmsKey;
  }

  /**
   * Reads a public key.
   *
   * @param subjectPublicKeyInfo DER
   * @param kmsKey the asymmetric KMS key whose public half this is, if it is one's
   * @throws IllegalArgumentException unless it is such a key in its one form; the message says why
   */
  public static AwardKey of(byte[] subjectPublicKeyInfo, Optional<KeyArn> kmsKey) {
    RSAPublicKey key = decode(subjectPublicKeyInfo);
    int bits = key.getModulus().bitLength();
    if (!SIZES.contains(bits)) {
      throw new IllegalArgumentException(
          "the RSA key has " + bits + " bits; award keys have 2048, 3072 or 4096");
    }
    if (!key.getPublicExponent().equals(EXPONENT)) {
      throw new IllegalArgumentException("the RSA key's exponent isn't 65537");
    }
    if (!Arrays.equals(encode(key), subjectPublicKeyInfo)) {
      throw new IllegalArgumentException("the RSA key isn't in the one DER form");
    }
    return new AwardKey(subjectPublicKeyInfo.clone(), bits, kmsKey);
  }

  /**
   * Whether anything can be sealed to it, as far as its modulus tells: it has no small factor, and
   * it isn't a prime. The enclave finds that out only when it seals, and then there is no outcome.
   * Takes milliseconds, too long for thousands of keys while terms are opened.
   */
  public boolean isUsable() {
    BigInteger modulus = decode(publicKey).getModulus();
    return modulus.gcd(SmallPrimes.PRODUCT).equals(BigInteger.ONE)
        && !modulus.isProbablePrime(CERTAINTY);
  }

  /** A copy of the key: DER of a SubjectPublicKeyInfo. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The length of the modulus in bits. */
  public int bits() {
    return bits;
  }

  /** The asymmetric KMS key that holds the private half; none if it is a local key. */
  public Optional<KeyArn> kmsKey() {
    return kmsKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AwardKey that
        && Arrays.equals(publicKey, that.publicKey)
        && kmsKey.equals(that.kmsKey);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(publicKey) + kmsKey.hashCode();
  }

  @Override
  public String toString() {
    return "AwardKey[RSA-" + bits + kmsKey.map(arn -> ", " + arn).orElse("") + "]";
  }

  private static RSAPublicKey decode(byte[] der) {
    try {
      return (RSAPublicKey) KeyFactory.getInstance(RSA).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new IllegalArgumentException("not the DER of an RSA SubjectPublicKeyInfo", e);
    }
  }

  /** Encodes the numbers anew: a key that was decoded keeps the bytes that it came from. */
  private static byte[] encode(RSAPublicKey key) {
    try {
      return KeyFactory.getInstance(RSA)
          .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an RSA public key", e);
    }
  }

  /** Those that Bouncy Castle's RSA, which seals, looks for as factors. Not made where unused. */
  private static final class SmallPrimes {
    private static final int LARGEST = 743;
    private static final BigInteger PRODUCT = product();

    private static BigInteger product() {
      BigInteger product = BigInteger.ONE;
      BigInteger prime = BigInteger.TWO;
      while (prime.intValue() <= LARGEST) {
        product = product.multiply(prime);
        prime = prime.nextProbablePrime();
      }
      return product;
    }
  }
}
