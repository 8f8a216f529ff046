package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.sealedbid.nitro.attestation.TestCertificate.Issued;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One test per rule about certificates, signature, and what a verifier asks for. */
@ParameterizedClass
@EnumSource(MapForm.class)
class AttestationVerifierTest {
  private static final TestPki PKI = TestPki.GENUINE;
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final MapForm form;

  AttestationVerifierTest(MapForm form) {
    this.form = form;
  }

  private final AttestationVerifier verifier = new AttestationVerifier(PKI.root().asRoot());

  private TestDocument document() {
    return document(PKI);
  }

  private TestDocument document(TestPki pki) {
    return TestDocument.of(pki).in(form);
  }

  @Test
  void genuineDocument_isVerified() throws AttestationException {
    VerifiedAttestation verified = verifier.verifyArchived(document().encode());
    assertThat(verified.document().timestamp()).isEqualTo(TestDocument.TIMESTAMP);
    assertThat(verified.document().pcrs().hex(2)).isEqualTo("03".repeat(48));
  }

  @Test
  void genuineTaggedDocument_isVerified() throws AttestationException {
    byte[] document = document().encode();
    byte[] tagged = new byte[document.length + 1];
    tagged[0] = (byte) 0xd2;
    System.arraycopy(document, 0, tagged, 1, document.length);
    assertThat(verifier.verifyArchived(tagged)).isNotNull();
  }

  @Test
  @DisplayName("a single flipped bit anywhere is refused")
  void flippedBit_isRefused() {
    byte[] genuine = document().encode();
    long seed = 20261121;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] flipped = genuine.clone();
      int bit = random.nextInt(8 * genuine.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> verifier.verifyArchived(flipped))
          .as("seed %d, bit %d", seed, bit)
          .isInstanceOf(AttestationException.class);
    }
  }

  @Nested
  @DisplayName("root")
  class Root {
    @Test
    void pinOfAwsRootG1_isTheOnePublished() {
      assertThat(TrustedRoot.awsNitroEnclavesG1().sha256Hex())
          .isEqualTo("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");
    }

    /** */
    @Test
    void ownRoot_isRefusedUnderAwsRoot() {
      untrusted("root", new AttestationVerifier(TrustedRoot.awsNitroEnclavesG1()), document());
    }

    @Test
    void anotherRootOfTheSameName_isRefused() {
      untrusted("root", verifier, document(TestPki.create()));
    }

    @Test
    void pinnedRootBesideAForeignChain_isRefused() {
      TestPki foreign = TestPki.create();
      untrusted(
          "certificate path",
          verifier,
          document(foreign)
              .withIssuers(
                  List.of(PKI.root(), foreign.regional(), foreign.zonal(), foreign.instance())));
    }

    @Test
    void caBundleInReverseOrder_isRefused() {
      untrusted(
          "root",
          verifier,
          document().withIssuers(List.of(PKI.instance(), PKI.zonal(), PKI.regional(), PKI.root())));
    }

    @Test
    void caBundleWithoutRoot_isRefused() {
      untrusted(
          "root",
          verifier,
          document().withIssuers(List.of(PKI.regional(), PKI.zonal(), PKI.instance())));
    }

    @Test
    void expiredRoot_isRefused() {
      Issued root =
          TestPki.rootCertificate()
              .valid("2019-10-28T13:28:05Z", "2026-11-21T07:59:59Z")
              .selfSigned();
      untrustedUnder(root, "cabundle[0]");
    }

    @Test
    void rootWithoutKeyCertSign_isRefused() {
      untrustedUnder(
          TestPki.rootCertificate().withKeyUsage(KeyUsage.digitalSignature).selfSigned(),
          "cabundle[0]");
    }

    @Test
    void rootThatIsNoCa_isRefused() {
      untrustedUnder(
          TestPki.rootCertificate().withBasicConstraints(new BasicConstraints(false)).selfSigned(),
          "cabundle[0]");
    }

    @Test
    void rootWithTooShortPathLen_isRefused() {
      untrustedUnder(
          TestPki.rootCertificate().withBasicConstraints(new BasicConstraints(2)).selfSigned(),
          "cabundle[0]");
    }

    @Test
    void rootOnAnotherCurve_isRefused() {
      untrustedUnder(
          TestPki.rootCertificate().withKeys(TestCertificate.p256()).selfSigned(), "cabundle[0]");
    }

    @Test
    void rootSha256OfWrongLength_isRefused() {
      assertThatIllegalArgumentException().isThrownBy(() -> TrustedRoot.ofSha256(new byte[31]));
    }

    @Test
    void rootFromPem_equalsRootFromDer() throws CertificateException {
      String base64 = Base64.getMimeEncoder().encodeToString(PKI.root().der());
      String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
      assertThat(TrustedRoot.ofCertificatePem(pem)).isEqualTo(PKI.root().asRoot());
      assertThatThrownBy(() -> TrustedRoot.ofCertificatePem(pem + pem))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> TrustedRoot.ofCertificatePem("no certificate"))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> TrustedRoot.ofCertificateDer(Arrays.copyOf(PKI.root().der(), 2000)))
          .isInstanceOf(CertificateException.class);
    }

    private void untrustedUnder(Issued root, String rule) {
      Issued regional = TestPki.regionalCertificate().signedBy(root);
      Issued zonal = TestPki.zonalCertificate().signedBy(regional);
      Issued instance = TestPki.instanceCertificate().signedBy(zonal);
      Issued leaf = TestPki.leafCertificate().signedBy(instance);
      untrusted(
          rule,
          new AttestationVerifier(root.asRoot()),
          document(new TestPki(root, regional, zonal, instance, leaf)));
    }
  }

  @Nested
  @DisplayName("issuers")
  class Issuers {
    /** */
    @Test
    void missingIntermediate_isRefused() {
      untrusted(
          "certificate path",
          verifier,
          document().withIssuers(List.of(PKI.root(), PKI.regional(), PKI.instance())));
    }

    @Test
    void expiredIntermediate_isRefused() {
      untrustedZonal(
          TestPki.zonalCertificate().valid("2026-11-10T00:00:00Z", "2026-11-20T00:00:00Z"),
          "cabundle[2]");
    }

    @Test
    void intermediateNotYetValid_isRefused() {
      untrustedZonal(
          TestPki.zonalCertificate().valid("2026-11-22T00:00:00Z", "2026-11-28T00:00:00Z"),
          "cabundle[2]");
    }

    @Test
    void intermediateThatIsNoCa_isRefused() {
      untrustedZonal(
          TestPki.zonalCertificate().withBasicConstraints(new BasicConstraints(false)),
          "cabundle[2]");
    }

    @Test
    void intermediateWithoutBasicConstraints_isRefused() {
      untrustedZonal(TestPki.zonalCertificate().withBasicConstraints(null), "cabundle[2]");
    }

    @Test
    void intermediateWithoutKeyCertSign_isRefused() {
      untrustedZonal(TestPki.zonalCertificate().withKeyUsage(KeyUsage.cRLSign), "cabundle[2]");
    }

    @Test
    void intermediateWithoutKeyUsage_isRefused() {
      untrustedZonal(TestPki.zonalCertificate().withKeyUsage(null), "cabundle[2]");
    }

    /** */
    @Test
    void pathLenExceeded_isRefused() {
      untrustedZonal(
          TestPki.zonalCertificate().withBasicConstraints(new BasicConstraints(0)), "cabundle[2]");
    }

    @Test
    void intermediateOnAnotherCurve_isRefused() {
      Issued zonal =
          TestPki.zonalCertificate().withKeys(TestCertificate.p256()).signedBy(PKI.regional());
      // SHA384withECDSA by a P-256 key: the algorithm's name alone would pass.
      Issued instance = TestPki.instanceCertificate().signedBy(zonal);
      Issued leaf = TestPki.leafCertificate().signedBy(instance);
      untrusted(
          "cabundle[2]",
          verifier,
          document(new TestPki(PKI.root(), PKI.regional(), zonal, instance, leaf)));
    }

    @Test
    void intermediateSignedWithSha256_isRefused() {
      untrustedZonal(
          TestPki.zonalCertificate().withSignatureAlgorithm("SHA256withECDSA"), "cabundle[2]");
    }

    @Test
    void intermediateWithUnknownCriticalExtension_isRefused() {
      untrustedZonal(TestPki.zonalCertificate().withUnknownCriticalExtension(), "certificate path");
    }

    @Test
    void intermediateOfAnotherName_isRefused() {
      TestCertificate renamed = TestPki.zonalCertificate().named("zonal-2");
      Issued zonal = renamed.signedBy(PKI.regional());
      Issued unnamed = new Issued("zonal", zonal.keys(), zonal.der());
      Issued instance = TestPki.instanceCertificate().signedBy(unnamed);
      Issued leaf = TestPki.leafCertificate().signedBy(instance);
      untrusted(
          "certificate path",
          verifier,
          document(new TestPki(PKI.root(), PKI.regional(), zonal, instance, leaf)));
    }

    @Test
    void intermediateSignedByAnotherKey_isRefused() {
      Issued impostor = new Issued("regional", TestCertificate.p384(), PKI.regional().der());
      Issued zonal = TestPki.zonalCertificate().signedBy(impostor);
      Issued instance = TestPki.instanceCertificate().signedBy(zonal);
      Issued leaf = TestPki.leafCertificate().signedBy(instance);
      untrusted(
          "certificate path",
          verifier,
          document(new TestPki(PKI.root(), PKI.regional(), zonal, instance, leaf)));
    }

    @Test
    void intermediateThatIsNoCertificate_isRefused() {
      untrusted(
          "cabundle[1]",
          verifier,
          document()
              .withIssuers(
                  List.of(
                      PKI.root(), new Issued("junk", PKI.leaf().keys(), new byte[] {0x30, 0}))));
    }

    private void untrustedZonal(TestCertificate certificate, String rule) {
      Issued zonal = certificate.signedBy(PKI.regional());
      Issued instance = TestPki.instanceCertificate().signedBy(zonal);
      Issued leaf = TestPki.leafCertificate().signedBy(instance);
      untrusted(
          rule, verifier, document(new TestPki(PKI.root(), PKI.regional(), zonal, instance, leaf)));
    }
  }

  @Nested
  @DisplayName("leaf")
  class Leaf {
    /** */
    @Test
    void expiredAtTheDocumentsTime_isRefused() {
      untrustedLeaf(
          TestPki.leafCertificate().valid("2026-11-21T04:00:00Z", "2026-11-21T07:59:59Z"));
    }

    @Test
    void notYetValidAtTheDocumentsTime_isRefused() {
      untrustedLeaf(
          TestPki.leafCertificate().valid("2026-11-21T08:00:01Z", "2026-11-21T11:00:00Z"));
    }

    @Test
    void validityIsInclusive() {
      TestCertificate leaf =
          TestPki.leafCertificate().valid("2026-11-21T08:00:00Z", "2026-11-21T08:00:00Z");
      assertThatCode(() -> verifier.verifyArchived(withLeaf(leaf).encode()))
          .doesNotThrowAnyException();
    }

    @Test
    void ca_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withBasicConstraints(new BasicConstraints(0)));
    }

    @Test
    void withoutDigitalSignature_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withKeyUsage(KeyUsage.nonRepudiation));
    }

    @Test
    void withoutKeyUsage_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withKeyUsage(null));
    }

    @Test
    void withKeyCertSign_isRefused() {
      untrustedLeaf(
          TestPki.leafCertificate().withKeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
    }

    @Test
    void onAnotherCurve_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withKeys(TestCertificate.p256()));
    }

    @Test
    void withRsaKey_isRefused() {
      Issued leaf =
          TestPki.leafCertificate().withKeys(TestCertificate.rsa()).signedBy(PKI.instance());
      untrusted("certificate", verifier, document().withLeaf(leaf));
    }

    @Test
    void signedWithSha256_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withSignatureAlgorithm("SHA256withECDSA"));
    }

    @Test
    void signedWithSha512_isRefused() {
      untrustedLeaf(TestPki.leafCertificate().withSignatureAlgorithm("SHA512withECDSA"));
    }

    @Test
    void selfSigned_isRefused() {
      Issued leaf = TestPki.leafCertificate().selfSigned();
      untrusted(
          "certificate path",
          verifier,
          document().withLeaf(leaf).signedBy(leaf.keys().getPrivate()));
    }

    @Test
    void notSignedByTheLastIssuer_isRefused() {
      Issued leaf = TestPki.leafCertificate().signedBy(PKI.zonal());
      untrusted(
          "certificate path",
          verifier,
          document().withLeaf(leaf).signedBy(leaf.keys().getPrivate()));
    }

    @Test
    void withTrailingBytes_isRefused() {
      byte[] der = PKI.leaf().der();
      untrusted(
          "certificate",
          verifier,
          document().withBytes("certificate", Arrays.copyOf(der, der.length + 1)));
    }

    @Test
    void inPem_isRefused() {
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getEncoder().encodeToString(PKI.leaf().der())
              + "\n-----END CERTIFICATE-----\n";
      untrusted(
          "certificate",
          verifier,
          document().withBytes("certificate", pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void junk_isRefused() {
      untrusted(
          "certificate",
          verifier,
          document().withBytes("certificate", TestDocument.filled(500, 0x30)));
    }

    private void untrustedLeaf(TestCertificate certificate) {
      assertThatThrownBy(() -> verifier.verifyArchived(withLeaf(certificate).encode()))
          .isInstanceOf(AttestationTrustException.class)
          .asInstanceOf(throwable(AttestationTrustException.class))
          .extracting(AttestationException::rule)
          .isEqualTo("certificate");
    }

    private TestDocument withLeaf(TestCertificate certificate) {
      Issued leaf = certificate.signedBy(PKI.instance());
      TestDocument document = document().withLeaf(leaf);
      return leaf.keys().getPublic().getEncoded().length == 120
          ? document.signedBy(leaf.keys().getPrivate())
          : document;
    }
  }

  @Nested
  @DisplayName("signature")
  class SignatureRules {
    /** */
    @Test
    void byAnotherKey_isRefused() {
      unsigned(document().signedBy(TestCertificate.p384().getPrivate()));
    }

    @Test
    void byTheIssuersKey_isRefused() {
      unsigned(document().signedBy(PKI.instance().keys().getPrivate()));
    }

    /** */
    @Test
    void overAnotherPayload_isRefused() {
      byte[] signature = document().sign();
      unsigned(
          document()
              .with("module_id", new TextValue("i-0fedcba9876543210-enc0123456789abcdef"))
              .withSignature(signature));
    }

    @Test
    void withSha256_isRefused() {
      unsigned(document().signedWith("SHA256withECDSAinP1363Format"));
    }

    @Test
    void inAnotherContext_isRefused() {
      unsigned(document().signedInContext("Signature"));
    }

    @Test
    void ofZeros_isRefused() {
      unsigned(document().withSignature(new byte[96]));
    }

    @Test
    void ofOnes_isRefused() {
      unsigned(document().withSignature(TestDocument.filled(96, 0xff)));
    }

    @Test
    @DisplayName("is malleable: a document's bytes are no identity")
    void negatedS_isAccepted() throws AttestationException {
      byte[] signature = document().sign();
      TestDocument document = document();
      BigInteger order =
          new BigInteger(
              "ffffffffffffffffffffffffffffffffffffffffffffffff"
                  + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
              16);
      BigInteger s = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 48, 96)));
      byte[] negated = s.toByteArray();
      Arrays.fill(signature, 48, 96, (byte) 0);
      int length = Math.min(48, negated.length);
      System.arraycopy(negated, negated.length - length, signature, 96 - length, length);
      assertThat(verifier.verifyArchived(document.withSignature(signature).encode())).isNotNull();
    }

    private void unsigned(TestDocument document) {
      assertThatThrownBy(() -> verifier.verifyArchived(document.encode()))
          .isInstanceOf(AttestationSignatureException.class);
    }
  }

  @Nested
  @DisplayName("debug mode (checklist 18)")
  class DebugMode {
    /** */
    @Test
    void zeroPcr0_isRefused() {
      refusedForZero(0);
    }

    @Test
    void zeroPcr1_isRefused() {
      refusedForZero(1);
    }

    @Test
    void zeroPcr2_isRefused() {
      refusedForZero(2);
    }

    @Test
    void missingPcr0_isRefused() {
      outOfPolicy("PCR0", document().withoutRegister(0));
    }

    @Test
    void missingPcr1_isRefused() {
      outOfPolicy("PCR1", document().withoutRegister(1));
    }

    @Test
    void missingPcr2_isRefused() {
      outOfPolicy("PCR2", document().withoutRegister(2));
    }

    @Test
    void zeroPcrs_areRefusedLiveToo() {
      byte[] document = document().withRegister(0, new byte[48]).encode();
      assertThatThrownBy(
              () ->
                  verifier.verifyLive(
                      document, TestDocument.NONCE, TestDocument.TIMESTAMP, TOLERANCE))
          .isInstanceOf(AttestationPolicyException.class);
    }

    @Test
    void zeroExpectation_cannotBeAllowed() throws AttestationException {
      VerifiedAttestation verified = verifier.verifyArchived(document().encode());
      Map<Integer, byte[]> expected = expected();
      expected.put(0, new byte[48]);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> verified.requireMeasurements(Pcrs.of(expected)));
    }

    private void refusedForZero(int index) {
      outOfPolicy("PCR" + index, document().withRegister(index, new byte[48]));
    }

    private void outOfPolicy(String rule, TestDocument document) {
      assertThatThrownBy(() -> verifier.verifyArchived(document.encode()))
          .asInstanceOf(throwable(AttestationPolicyException.class))
          .extracting(AttestationException::rule)
          .isEqualTo(rule);
    }
  }

  @Nested
  @DisplayName("freshness (checklist 15)")
  class Freshness {
    @Test
    void fresh_isVerified() throws AttestationException {
      assertThat(live(document(), TestDocument.TIMESTAMP)).isNotNull();
    }

    @Test
    void atTheTolerance_isVerified() throws AttestationException {
      assertThat(live(document(), TestDocument.TIMESTAMP.plus(TOLERANCE))).isNotNull();
      assertThat(live(document(), TestDocument.TIMESTAMP.minus(TOLERANCE))).isNotNull();
    }

    /** */
    @Test
    void tooOld_isRefused() {
      stale("timestamp", document(), TestDocument.TIMESTAMP.plus(TOLERANCE).plusMillis(1));
    }

    @Test
    void tenMinutesOld_isRefused() {
      stale("timestamp", document(), TestDocument.TIMESTAMP.plusSeconds(600));
    }

    /** */
    @Test
    void fromTheFuture_isRefused() {
      stale("timestamp", document(), TestDocument.TIMESTAMP.minusSeconds(600));
    }

    /** */
    @Test
    void wrongNonce_isRefused() {
      stale(
          "nonce",
          document().withBytes("nonce", TestDocument.filled(32, 1)),
          TestDocument.TIMESTAMP);
    }

    @Test
    void prefixOfTheNonce_isRefused() {
      stale(
          "nonce",
          document().withBytes("nonce", Arrays.copyOf(TestDocument.NONCE, 31)),
          TestDocument.TIMESTAMP);
    }

    @Test
    void withoutNonce_isRefused() {
      stale("nonce", document().without("nonce"), TestDocument.TIMESTAMP);
    }

    @Test
    void nonceInUserData_isRefused() {
      stale(
          "nonce",
          document().without("nonce").withBytes("user_data", TestDocument.NONCE),
          TestDocument.TIMESTAMP);
    }

    /** */
    @Test
    void shortExpectedNonce_isRefused() {
      byte[] document = document().encode();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> verifier.verifyLive(document, new byte[15], TestDocument.TIMESTAMP, TOLERANCE));
    }

    @Test
    void negativeTolerance_isRefused() {
      byte[] document = document().encode();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  verifier.verifyLive(
                      document,
                      TestDocument.NONCE,
                      TestDocument.TIMESTAMP,
                      Duration.ofSeconds(-1)));
    }

    /** */
    @Test
    void oldDocument_isVerifiedAsArchived() throws AttestationException {
      assertThat(verifier.verifyArchived(document().encode()).document().timestamp())
          .isBefore(Instant.parse("2026-11-21T08:00:01Z"));
    }

    private VerifiedAttestation live(TestDocument document, Instant now)
        throws AttestationException {
      return verifier.verifyLive(document.encode(), TestDocument.NONCE, now, TOLERANCE);
    }

    private void stale(String rule, TestDocument document, Instant now) {
      assertThatThrownBy(() -> live(document, now))
          .asInstanceOf(throwable(AttestationPolicyException.class))
          .extracting(AttestationException::rule)
          .isEqualTo(rule);
    }
  }

  @Nested
  @DisplayName("what a caller requires (checklist 16, 17, 19)")
  class Requirements {
    @Test
    void equalMeasurements_areAccepted() throws AttestationException {
      genuine().requireMeasurements(Pcrs.of(expected()));
    }

    @Test
    void otherPcr0_isRefused() {
      refusedMeasurement(0);
    }

    @Test
    void otherPcr1_isRefused() {
      refusedMeasurement(1);
    }

    @Test
    void otherPcr2_isRefused() {
      refusedMeasurement(2);
    }

    @Test
    void otherPcr3_isRefused() {
      refusedMeasurement(3);
    }

    @Test
    void missingPcr3_isRefused() throws AttestationException {
      VerifiedAttestation verified =
          verifier.verifyArchived(document().withoutRegister(3).encode());
      assertThatThrownBy(() -> verified.requireMeasurements(Pcrs.of(expected())))
          .isInstanceOf(AttestationPolicyException.class)
          .hasMessageContaining("none");
    }

    @Test
    void expectationOfPcr0Alone_isRefused() throws AttestationException {
      VerifiedAttestation verified = genuine();
      Pcrs pcr0 = Pcrs.of(Map.of(0, TestDocument.filled(48, 1)));
      assertThatIllegalArgumentException().isThrownBy(() -> verified.requireMeasurements(pcr0));
    }

    @Test
    void equalUserData_isAccepted() throws AttestationException {
      genuine().requireUserData(TestDocument.USER_DATA);
    }

    @Test
    void userDataOfAnotherStatement_isRefused() throws AttestationException {
      VerifiedAttestation verified = genuine();
      assertThatThrownBy(() -> verified.requireUserData(TestDocument.filled(48, 0x34)))
          .isInstanceOf(AttestationPolicyException.class)
          .hasMessageContaining("34".repeat(48))
          .hasMessageContaining("33".repeat(48));
    }

    @Test
    void withoutUserData_isRefused() throws AttestationException {
      VerifiedAttestation verified =
          verifier.verifyArchived(document().without("user_data").encode());
      assertThatThrownBy(() -> verified.requireUserData(TestDocument.USER_DATA))
          .isInstanceOf(AttestationPolicyException.class);
    }

    @Test
    void publicKeyBesideAStatement_isRefused() throws AttestationException {
      VerifiedAttestation verified =
          verifier.verifyArchived(document().withBytes("public_key", new byte[] {1}).encode());
      assertThatThrownBy(verified::requireNoPublicKey)
          .isInstanceOf(AttestationPolicyException.class);
      genuine().requireNoPublicKey();
    }

    @Test
    void attestedKey_cannotBeSwappedAfterVerification() throws AttestationException {
      byte[] input = document().withBytes("public_key", new byte[] {1, 2}).encode();
      VerifiedAttestation verified = verifier.verifyArchived(input);
      Arrays.fill(input, (byte) 9);
      verified.document().publicKey().orElseThrow()[0] = 9;
      assertThat(verified.document().publicKey().orElseThrow()).containsExactly(1, 2);
    }

    private void refusedMeasurement(int index) {
      Map<Integer, byte[]> expected = expected();
      expected.put(index, TestDocument.filled(48, 0x77));
      assertThatThrownBy(() -> genuine().requireMeasurements(Pcrs.of(expected)))
          .asInstanceOf(throwable(AttestationPolicyException.class))
          .satisfies(
              refusal -> {
                assertThat(refusal.rule()).isEqualTo("PCR" + index);
                assertThat(refusal.expected()).isEqualTo("77".repeat(48));
                assertThat(refusal.actual()).isEqualTo(("0" + (index + 1)).repeat(48));
              });
    }

    private VerifiedAttestation genuine() throws AttestationException {
      return verifier.verifyArchived(document().encode());
    }
  }

  private static Map<Integer, byte[]> expected() {
    Map<Integer, byte[]> expected = new HashMap<>();
    for (int index = 0; index <= 3; index++) {
      expected.put(index, TestDocument.filled(48, index + 1));
    }
    return expected;
  }

  private static void untrusted(String rule, AttestationVerifier verifier, TestDocument document) {
    assertThatThrownBy(() -> verifier.verifyArchived(document.encode()))
        .isInstanceOf(AttestationTrustException.class)
        .asInstanceOf(throwable(AttestationTrustException.class))
        .extracting(AttestationException::rule)
        .isEqualTo(rule);
  }
}
