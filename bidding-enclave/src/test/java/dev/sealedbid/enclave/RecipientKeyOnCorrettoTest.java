package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.sealedbid.nitro.kms.CiphertextForRecipientException;
import dev.sealedbid.nitro.kms.RecipientKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The recipient key under the enclave's provider tells what it tells under the JDK's, and no more:
 * RSA-OAEP's failures are one refusal, and behind OAEP nothing is refused at all.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class RecipientKeyOnCorrettoTest {
  private static final String REFUSED = "refused";
  private static final String DATA_KEY = "the data key";
  private static final String STRANGER = "32 bytes";
  private static final long SEED = 20261128;

  private final byte[] dataKey = new byte[32];
  private RecipientKey key;
  private PublicKey recipient;
  private byte[] envelope;

  @SuppressWarnings("NullAway.Init") // set before each test
  RecipientKeyOnCorrettoTest() {}

  @BeforeEach
  void install() throws GeneralSecurityException {
    assertThat(CorrettoCrypto.install()).isTrue();
    new Random(SEED).nextBytes(dataKey);
    key = RecipientKey.generate(new SecureRandom());
    recipient =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(key.subjectPublicKeyInfo()));
    envelope = FakeAttestedKms.envelope(dataKey, recipient);
  }

  @AfterEach
  void remove() {
    key.close();
    Security.removeProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
  }

  @Test
  void opensWhatKmsSends() throws Exception {
    assertThat(same(envelope)).isEqualTo(DATA_KEY);
    for (int length : new int[] {1, 16, 31, 33, 47, 48, 64}) {
      assertThat(same(FakeAttestedKms.envelope(new byte[length], recipient))).isEqualTo(STRANGER);
    }
  }

  @Test
  @DisplayName("every failure of RSA-OAEP is the one refusal")
  void oaep() throws Exception {
    for (byte[] encrypted :
        new byte[][] {
          filled((byte) 0),
          filled((byte) 0xff),
          encrypted("RSA/ECB/PKCS1Padding", null, 32),
          encrypted("RSA/ECB/OAEPPadding", oaep("SHA-1", MGF1ParameterSpec.SHA1, ""), 32),
          encrypted("RSA/ECB/OAEPPadding", oaep("SHA-256", MGF1ParameterSpec.SHA1, ""), 32),
          encrypted("RSA/ECB/OAEPPadding", oaep("SHA-256", MGF1ParameterSpec.SHA256, "x"), 32),
        }) {
      assertThat(same(withEncryptedKey(encrypted))).isEqualTo(REFUSED);
    }
  }

  @Test
  @DisplayName("what OAEP opens is told by nothing: content keys of other lengths, altered blocks")
  void behindOaep() throws Exception {
    OAEPParameterSpec right = oaep("SHA-256", MGF1ParameterSpec.SHA256, "");
    for (int length : new int[] {0, 1, 16, 24, 31, 33, 64, 190}) {
      byte[] other = withEncryptedKey(encrypted("RSA/ECB/OAEPPadding", right, length));
      assertThat(same(other)).as("%d bytes", length).isEqualTo(STRANGER);
    }
    // AWS's layout: the content is one string of 48 bytes before the ends of five contents.
    int content = envelope.length - 10 - 48;
    assertThat(Arrays.copyOfRange(envelope, content - 2, content)).containsExactly(4, 48);
    for (int bit = 0; bit < 48 * 8; bit++) {
      byte[] altered = envelope.clone();
      altered[content + bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(same(altered)).isNotEqualTo(REFUSED);
    }
  }

  @Test
  @DisplayName("five hundred mutants")
  void mutants() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      byte[] mutant = envelope.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
      }
      same(mutant);
    }
  }

  @Test
  void aClosedKeyRefuses() {
    key.close();
    assertThat(outcome(envelope)).isEqualTo(REFUSED);
  }

  private String same(byte[] cms) {
    String corretto = outcome(cms);
    Security.removeProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
    try {
      assertThat(corretto).isEqualTo(outcome(cms));
    } finally {
      Security.insertProviderAt(AmazonCorrettoCryptoProvider.INSTANCE, 1);
    }
    return corretto;
  }

  private String outcome(byte[] cms) {
    try {
      byte[] opened = key.unwrap(cms);
      assertThat(opened).hasSize(32);
      return Arrays.equals(opened, dataKey) ? DATA_KEY : STRANGER;
    } catch (CiphertextForRecipientException e) {
      assertThat(e)
          .hasMessage("the ciphertext for the recipient cannot be opened with this key")
          .hasNoCause();
      return REFUSED;
    }
  }

  private byte[] withEncryptedKey(byte[] encrypted) {
    byte[] altered = envelope.clone();
    int at = indexOf(altered, new byte[] {4, (byte) 0x82, 1, 0}) + 4;
    System.arraycopy(encrypted, 0, altered, at, encrypted.length);
    return altered;
  }

  private byte[] encrypted(String transformation, @Nullable OAEPParameterSpec spec, int length)
      throws GeneralSecurityException {
    Cipher rsa = Cipher.getInstance(transformation, "SunJCE");
    rsa.init(Cipher.ENCRYPT_MODE, recipient, spec);
    return rsa.doFinal(new byte[length]);
  }

  private static OAEPParameterSpec oaep(String hash, MGF1ParameterSpec mgf, String label) {
    return new OAEPParameterSpec(
        hash, "MGF1", mgf, new PSource.PSpecified(label.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] filled(byte value) {
    byte[] bytes = new byte[256];
    Arrays.fill(bytes, value);
    return bytes;
  }

  private static int indexOf(byte[] bytes, byte[] what) {
    for (int i = 0; i + what.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
