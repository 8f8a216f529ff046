package dev.sealedbid.nitro.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecipientKeyTest {
  private static final RecipientKey KEY = RecipientKey.generate(new SecureRandom());
  private static final byte[] SPKI = KEY.subjectPublicKeyInfo();
  private static final String SHA_256 = "300d06096086480165030402010500";
  private static final String SHA_256_WITHOUT_NULL = "300b0609608648016503040201";
  private static final String SHA_1 = "300906052b0e03021a0500";

  @Nested
  @DisplayName("layouts that are read")
  class Accepted {
    @Test
    void awsWithContentInChunks_is493BytesAndOpens() throws CiphertextForRecipientException {
      byte[] cms = TestEnvelope.asAws(SPKI).encode();
      assertThat(cms).hasSize(493);
      assertThat(KEY.unwrap(cms)).isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    void awsWithPrimitiveContent_opens() throws CiphertextForRecipientException {
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).primitiveContent().encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    void localStack_opens() throws CiphertextForRecipientException {
      assertThat(KEY.unwrap(TestEnvelope.asLocalStack(SPKI).encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    void anotherWriter_opens() throws Exception {
      byte[] cms = byBouncyCastle();
      assertThat(cms).hasSize(493);
      assertThat(KEY.unwrap(cms)).isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    @DisplayName("every version, whatever it says about the recipient")
    void everyVersion_opens() throws CiphertextForRecipientException {
      for (int envelope = 0; envelope <= 4; envelope++) {
        for (int recipient : new int[] {0, 2}) {
          for (TestEnvelope layout :
              List.of(TestEnvelope.asAws(SPKI), TestEnvelope.asLocalStack(SPKI))) {
            assertThat(KEY.unwrap(layout.withVersions(envelope, recipient).encode()))
                .as("versions %d and %d", envelope, recipient)
                .isEqualTo(TestEnvelope.DATA_KEY);
          }
        }
      }
    }

    @Test
    @DisplayName("AWS's layout in DER, its content in one string or in chunks")
    void awsInDer_opens() throws CiphertextForRecipientException {
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).inDer().encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).inDer().primitiveContent().encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    @DisplayName("what is told beside the recipient and isn't authenticated is passed over")
    void originatorAndAttributes_arePassedOver() throws CiphertextForRecipientException {
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).withOriginatorInfo().encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).withUnprotectedAttributes().encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    void hashParametersAbsent_opens() throws CiphertextForRecipientException {
      String oaep = oaep(SHA_256_WITHOUT_NULL, SHA_256_WITHOUT_NULL, "");
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).withOaep(oaep).encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    @Test
    void emptyLabelNamed_opens() throws CiphertextForRecipientException {
      String oaep = oaep(SHA_256, SHA_256, "a20f300d06092a864886f70d0101090400");
      assertThat(KEY.unwrap(TestEnvelope.asAws(SPKI).withOaep(oaep).encode()))
          .isEqualTo(TestEnvelope.DATA_KEY);
    }

    private byte[] byBouncyCastle() throws GeneralSecurityException, CMSException, IOException {
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(SPKI));
      CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(
          new JceKeyTransRecipientInfoGenerator(
              new byte[32],
              AlgorithmIdentifier.getInstance(TestEnvelope.hex(TestEnvelope.OAEP_AS_AWS)),
              key));
      return generator
          .generate(
              new CMSProcessableByteArray(TestEnvelope.DATA_KEY),
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build())
          .getEncoded();
    }
  }

  @Nested
  @DisplayName("what RSA-OAEP opens and leads to no data key gives random bytes: nothing is told")
  class NoDataKey {
    /**
     * Where the encrypted content begins in AWS's layout: 10 bytes of ends of contents follow it.
     */
    private static final int CONTENT = 493 - 10 - 48;

    @Test
    void contentKeyOfAnotherLength() throws CiphertextForRecipientException {
      for (int length : new int[] {16, 24}) {
        random(TestEnvelope.asAws(SPKI).withContentKeyLength(length).encode());
      }
    }

    @Test
    void contentOfAnotherLength() throws CiphertextForRecipientException {
      for (int length : new int[] {0, 1, 15, 16, 28, 31, 33, 47, 48, 64, 4_096}) {
        random(TestEnvelope.asAws(SPKI).withContent(new byte[length]).encode());
      }
    }

    @Test
    @DisplayName("bad padding and good padding of another length look alike (G1)")
    void everyLastByteOfThePadding() throws CiphertextForRecipientException {
      byte[] genuine = TestEnvelope.asAws(SPKI).encode();
      assertThat(KEY.unwrap(genuine)).isEqualTo(TestEnvelope.DATA_KEY);
      // The last byte of the block before turns the last byte of the padding at will: of the 255
      // that are wrong, 1 is good padding of another length. S. Vaudenay's oracle told which.
      for (int change = 1; change < 256; change++) {
        byte[] altered = genuine.clone();
        altered[CONTENT + 31] ^= (byte) change;
        random(altered);
      }
    }

    @Test
    void everyOtherByteOfThePadding() throws CiphertextForRecipientException {
      byte[] genuine = TestEnvelope.asAws(SPKI).encode();
      for (int i = 16; i < 31; i++) {
        byte[] altered = genuine.clone();
        altered[CONTENT + i] ^= 1;
        random(altered);
      }
    }

    private static void random(byte[] cms) throws CiphertextForRecipientException {
      byte[] first = KEY.unwrap(cms);
      assertThat(first).hasSize(32).isNotEqualTo(new byte[32]).isNotEqualTo(TestEnvelope.DATA_KEY);
      assertThat(KEY.unwrap(cms)).isNotEqualTo(first);
    }
  }

  @Nested
  @DisplayName("everything else is refused, with one message")
  class Refused {
    @Test
    void empty_isRefused() {
      refused(new byte[0]);
    }

    @Test
    void longerThan6144Bytes_isRefused() throws CiphertextForRecipientException {
      byte[] longest = TestEnvelope.asAws(SPKI).withEmptyChunks(2825).encode();
      assertThat(longest).hasSize(6143);
      assertThat(KEY.unwrap(longest)).isEqualTo(TestEnvelope.DATA_KEY);
      refused(TestEnvelope.asAws(SPKI).withEmptyChunks(2826));
    }

    @Test
    void trailingByte_isRefused() {
      byte[] cms = TestEnvelope.asAws(SPKI).encode();
      refused(Arrays.copyOf(cms, cms.length + 1));
    }

    @Test
    void truncation_isRefusedAtEveryLength() {
      for (byte[] cms :
          new byte[][] {
            TestEnvelope.asAws(SPKI).encode(), TestEnvelope.asLocalStack(SPKI).encode()
          }) {
        for (int length = 0; length < cms.length; length++) {
          refused(Arrays.copyOf(cms, length));
        }
      }
    }

    @Test
    void noRecipient_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withRecipients(0));
    }

    @Test
    void twoRecipients_areRefused() {
      refused(TestEnvelope.asAws(SPKI).withRecipients(2));
    }

    @Test
    void recipientOfAnotherKind_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withRecipientTag("a1"));
      refused(TestEnvelope.asAws(SPKI).withRecipientTag("a2"));
    }

    @Test
    void signedData_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withContentInfoType("06092a864886f70d010702"));
    }

    @Test
    void contentThatIsNotData_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withContentType("06092a864886f70d010702"));
    }

    /** */
    @Test
    void pkcs1_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withOaep("300d06092a864886f70d0101010500"));
    }

    @Test
    void oaepWithDefaultParameters_isRefused() {
      OAEPParameterSpec sha1 =
          new OAEPParameterSpec(
              "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);
      refused(
          TestEnvelope.asAws(SPKI).withOaep("300d06092a864886f70d0101073000").withOaepSpec(sha1));
      refused(TestEnvelope.asAws(SPKI).withOaep("300b06092a864886f70d010107"));
    }

    @Test
    void oaepWithMgf1Sha1_isRefused() {
      OAEPParameterSpec mgf1Sha1 =
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);
      refused(TestEnvelope.asAws(SPKI).withOaep(oaep(SHA_256, SHA_1, "")).withOaepSpec(mgf1Sha1));
    }

    @Test
    void oaepNamedSha1_isRefusedEvenIfItIsSha256() {
      refused(TestEnvelope.asAws(SPKI).withOaep(oaep(SHA_1, SHA_256, "")));
    }

    @Test
    void oaepWithLabel_isRefused() {
      OAEPParameterSpec labelled =
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(new byte[] {1}));
      refused(
          TestEnvelope.asAws(SPKI)
              .withOaep(oaep(SHA_256, SHA_256, "a210300e06092a864886f70d010109040101"))
              .withOaepSpec(labelled));
    }

    @Test
    void oaepThatIsMgf1Sha1InFact_isRefused() {
      OAEPParameterSpec mgf1Sha1 =
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);
      refused(TestEnvelope.asAws(SPKI).withOaepSpec(mgf1Sha1));
    }

    @Test
    void aes128Cbc_isRefused() {
      refused(
          TestEnvelope.asAws(SPKI)
              .withContentAlgorithm("0609608648016503040102")
              .withContentKeyLength(16));
    }

    /** */
    @Test
    void aes256Gcm_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withContentAlgorithm("060960864801650304012e"));
    }

    @Test
    void initializationVectorOf12Bytes_isRefused() {
      refused(TestEnvelope.asAws(SPKI).withInitializationVectorLength(12));
    }

    @Test
    void forAnotherKey_isRefused() {
      try (RecipientKey other = RecipientKey.generate(new SecureRandom())) {
        refused(TestEnvelope.asAws(other.subjectPublicKeyInfo()));
      }
    }

    @Test
    void afterClose_isRefused() {
      RecipientKey closed = RecipientKey.generate(new SecureRandom());
      byte[] cms = TestEnvelope.asAws(closed.subjectPublicKeyInfo()).encode();
      closed.close();
      closed.close();
      assertThatThrownBy(() -> closed.unwrap(cms))
          .isInstanceOf(CiphertextForRecipientException.class);
    }

    @Test
    void depthBombs_areRefused() {
      byte[] indefinite = new byte[6144];
      for (int i = 0; i < indefinite.length; i += 2) {
        indefinite[i] = 0x30;
        indefinite[i + 1] = (byte) 0x80;
      }
      refused(indefinite);
      byte[] chunks = indefinite.clone();
      for (int i = 0; i < chunks.length; i += 2) {
        chunks[i] = 0x24;
      }
      refused(chunks);
    }

    @Test
    void lengthBeyondInput_isRefusedBeforeAllocating() {
      refused(TestEnvelope.hex("30847fffffff06092a864886f70d010703"));
      refused(
          TestEnvelope.hex("30800609" + "2a864886f70d010703" + "a0803080020102" + "31847ffffff0"));
    }

    @Test
    @DisplayName("a flipped bit never gives another error, nor an exception that isn't declared")
    void flippedBits_areRefusedOrOpened() {
      long seed = 5652;
      Random random = new Random(seed);
      byte[] genuine = TestEnvelope.asAws(SPKI).encode();
      for (int i = 0; i < 300; i++) {
        byte[] flipped = genuine.clone();
        int bit = random.nextInt(8 * genuine.length);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        try {
          assertThat(KEY.unwrap(flipped)).as("seed %d, bit %d", seed, bit).hasSize(32);
        } catch (CiphertextForRecipientException e) {
          assertThat(e).as("seed %d, bit %d", seed, bit).hasNoCause();
        }
      }
    }

    private void refused(TestEnvelope envelope) {
      refused(envelope.encode());
    }

    private void refused(byte[] cms) {
      assertThatThrownBy(() -> KEY.unwrap(cms))
          .isInstanceOf(CiphertextForRecipientException.class)
          .hasMessage("the ciphertext for the recipient cannot be opened with this key")
          .hasNoCause();
    }
  }

  @Test
  void publicKey_isRsa2048InASubjectPublicKeyInfoOf294Bytes() throws GeneralSecurityException {
    assertThat(SPKI).hasSize(294);
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(SPKI));
    assertThat(((RSAPublicKey) key).getModulus().bitLength()).isEqualTo(2048);
  }

  @Test
  void toString_saysNothing() {
    assertThat(KEY).hasToString("RecipientKey[RSA-2048]");
  }

  private static String oaep(String hash, String mgfHash, String label) {
    byte[] mgf =
        TestEnvelope.tlv(
            "30", TestEnvelope.hex("06092a864886f70d010108"), TestEnvelope.hex(mgfHash));
    byte[] parameters =
        TestEnvelope.tlv(
            "30",
            TestEnvelope.tlv("a0", TestEnvelope.hex(hash)),
            TestEnvelope.tlv("a1", mgf),
            TestEnvelope.hex(label));
    return java.util.HexFormat.of()
        .formatHex(TestEnvelope.tlv("30", TestEnvelope.hex("06092a864886f70d010107"), parameters));
  }
}
