package dev.sealedbid.core.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AwardKeyTest {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  @Test
  void aGeneratedKeyIsUsable() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    byte[] der = generator.generateKeyPair().getPublic().getEncoded();
    assertThat(AwardKey.of(der, Optional.empty()).isUsable()).isTrue();
  }

  @Test
  @DisplayName("a modulus with a small factor, or a prime one, is of no use")
  void modulus() throws GeneralSecurityException {
    Random seeded = new Random(17);
    BigInteger prime = BigInteger.probablePrime(2_048, seeded);
    BigInteger product =
        BigInteger.probablePrime(1_024, seeded).multiply(BigInteger.probablePrime(1_025, seeded));
    assertThat(product.bitLength()).isEqualTo(2_048);
    assertThat(key(product).isUsable()).isTrue();
    assertThat(key(prime).isUsable()).isFalse();
    for (int small : new int[] {2, 3, 743}) {
      BigInteger factor = BigInteger.valueOf(small);
      BigInteger other = BigInteger.ONE.shiftLeft(2_048).subtract(BigInteger.ONE).divide(factor);
      assertThat(key(other.multiply(factor)).isUsable()).as("factor %s", small).isFalse();
    }
  }

  private static AwardKey key(BigInteger modulus) throws GeneralSecurityException {
    byte[] der =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, EXPONENT))
            .getEncoded();
    return AwardKey.of(der, Optional.empty());
  }
}
