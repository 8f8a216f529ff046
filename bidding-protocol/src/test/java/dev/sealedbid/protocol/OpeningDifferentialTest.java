package dev.sealedbid.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.testkit.FakeKms;
import dev.sealedbid.testkit.Vectors;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/**
 * The opener's master key and the Encryption SDK's own strict KMS keyring give the same of every
 * message and every answer of KMS: the same plaintext, the same meaning and code, the same question
 * to KMS; but for messages without a sheet's form, for which the master key may ask nothing. Tried
 * behind {@link SheetHeader#check}, which refuses those before.
 */
class OpeningDifferentialTest {
  private static final TermsDocument TERMS = Vectors.terms(Vectors.text("terms/example.json"));
  private static final ExpectedSheet EXPECTED =
      ExpectedSheet.of(
          TERMS,
          Vectors.outcome("outcome").sessionId(),
          TERMS.terms().party("buyer-1").orElseThrow());
  private static final byte[] SEALED = Vectors.hex("sealed/bid.hex");
  private static final byte[] DATA_KEY = filled(32);
  private static final long SEED = 20261128;

  private final SheetOpener opener = new SheetOpener();
  private final KeyringOpener keyring = new KeyringOpener();
  private final SheetContext context = context();

  @Test
  @DisplayName("the sealed sheet of the vectors opens")
  void vector() {
    assertThat(same(SEALED, () -> answer(EXPECTED.keyArn(), DATA_KEY)))
        .isEqualTo("opened " + HexFormat.of().formatHex(Vectors.hex("sheets/bid.hex")));
  }

  @Test
  @DisplayName("every bit of it flipped")
  void everyBit() {
    int opened = 0;
    for (int bit = 0; bit < SEALED.length * 8; bit++) {
      byte[] flipped = SEALED.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      if (same(flipped, () -> answer(EXPECTED.keyArn(), DATA_KEY)).startsWith("opened")) {
        opened++;
      }
    }
    // The final frame's sequence number, which the SDK doesn't authenticate: [S-7] refuses it.
    assertThat(opened).isEqualTo(32);
  }

  @Test
  @DisplayName("bytes changed, put in, taken out and cut off, two thousand times")
  void mutated() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      byte[] mutant = mutant(random);
      same(mutant, () -> answer(EXPECTED.keyArn(), DATA_KEY));
    }
  }

  @Test
  @DisplayName("answers that aren't the data key of this key")
  void answers() {
    String arn = EXPECTED.keyArn();
    List<Supplier<DecryptResponse>> answers = new ArrayList<>();
    answers.add(() -> answer(Sealing.OTHER_KEY, DATA_KEY));
    answers.add(() -> answer(null, DATA_KEY));
    answers.add(() -> answer("alias/mine", DATA_KEY));
    answers.add(() -> answer(arn, null));
    for (int length : new int[] {0, 16, 31, 33, 64}) {
      answers.add(() -> answer(arn, filled(length)));
    }
    byte[] wrong = DATA_KEY.clone();
    wrong[31] ^= 1;
    answers.add(() -> answer(arn, wrong));
    for (Supplier<DecryptResponse> answer : answers) {
      assertThat(same(SEALED, answer)).isEqualTo("INVALID: NotAuthentic");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InvalidCiphertextException",
        "IncorrectKeyException",
        "DisabledException",
        "KMSInvalidStateException",
        "NotFoundException",
        "AccessDeniedException",
        "ThrottlingException",
        "SomethingNewException"
      })
  void refusals(String code) {
    assertThat(
            same(
                SEALED,
                () -> {
                  throw FakeKms.error(code);
                }))
        .endsWith(": " + code);
  }

  @Test
  void noAnswer() {
    assertThat(
            same(
                SEALED,
                () -> {
                  throw SdkClientException.create("nobody");
                }))
        .isEqualTo("RETRY: NoAnswer");
  }

  @Test
  @DisplayName("genuine messages of other suites, keys, contexts and numbers of data keys")
  void otherMessages() {
    Map<String, String> pairs = context.encryptionContext();
    Map<String, String> fewer = new TreeMap<>(pairs);
    fewer.remove(SheetContext.REVISION);
    Map<String, String> more = new TreeMap<>(pairs);
    more.put("more", "than expected");
    String arn = EXPECTED.keyArn();
    CryptoAlgorithm suite = CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY;
    assertThat(reopened(suite, arn, pairs)).startsWith("opened");
    assertThat(reopened(suite, arn, fewer)).isEqualTo("INVALID: NotAuthentic");
    assertThat(reopened(suite, arn, more)).isEqualTo("INVALID: NotAuthentic");
    assertThat(reopened(suite, Sealing.OTHER_KEY, pairs)).isEqualTo("INVALID: NotAuthentic");
    assertThat(reopened(CryptoAlgorithm.ALG_AES_256_GCM_IV12_TAG16_HKDF_SHA256, arn, pairs))
        .isEqualTo("INVALID: NotAuthentic");
    assertThat(twoKeys(pairs)).isEqualTo("INVALID: NotAuthentic");
  }

  @Test
  @DisplayName("a signed suite, which a keyring opens, isn't a sheet's: no call is made")
  void signedSuite() {
    FakeKms kms = new FakeKms(1);
    byte[] signed =
        sealed(
            kms,
            CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
            EXPECTED.keyArn(),
            context.encryptionContext());
    assertThat(outcome(() -> opener.decrypt(kms, signed, EXPECTED, context)))
        .isEqualTo("INVALID: NotAuthentic");
    assertThat(kms.calls).isZero();
  }

  private String reopened(CryptoAlgorithm suite, String arn, Map<String, String> pairs) {
    FakeKms kms = new FakeKms(1);
    return same(sealed(kms, suite, arn, pairs), kms);
  }

  /** Both data keys are this key's: the message differs from a sheet in their number alone. */
  private String twoKeys(Map<String, String> pairs) {
    FakeKms kms = new FakeKms(1);
    byte[] one =
        sealed(
            kms, CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY, EXPECTED.keyArn(), pairs);
    int keys = 1 + 2 + 32 + 2 + ((one[35] & 0xff) << 8 | (one[36] & 0xff));
    int first = keys + 2;
    int end = first;
    for (int field = 0; field < 3; field++) {
      end += 2 + ((one[end] & 0xff) << 8 | (one[end + 1] & 0xff));
    }
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(one, 0, keys);
    two.writeBytes(new byte[] {0, 2});
    two.write(one, first, end - first);
    two.write(one, first, one.length - first);
    return same(two.toByteArray(), kms);
  }

  private static byte[] sealed(
      KmsClient kms, CryptoAlgorithm suite, String arn, Map<String, String> pairs) {
    CommitmentPolicy policy =
        suite.isCommitting()
            ? CommitmentPolicy.RequireEncryptRequireDecrypt
            : CommitmentPolicy.ForbidEncryptAllowDecrypt;
    return AwsCrypto.builder()
        .withCommitmentPolicy(policy)
        .withEncryptionAlgorithm(suite)
        .withEncryptionFrameSize(SheetHeader.FRAME_LENGTH)
        .build()
        .encryptData(new EncryptionSdk().keyring(kms, arn), new byte[EXPECTED.sheetLength()], pairs)
        .getResult();
  }

  private String same(byte[] message, Supplier<DecryptResponse> answer) {
    return same(message, new AnsweringKms(answer));
  }

  /** Opens both ways, and says what came of it. */
  private String same(byte[] message, KmsClient kms) {
    AskedKms one = new AskedKms(kms);
    AskedKms other = new AskedKms(kms);
    String ours = outcome(() -> opener.decrypt(one, message, EXPECTED, context));
    String theirs = outcome(() -> keyring.decrypt(other, message, EXPECTED, context));
    String what = HexFormat.of().formatHex(message);
    if (one.asked.isEmpty() && !hasTheForm(message)) {
      // Stricter: a keyring asks KMS under whatever context a message brings along.
      assertThat(ours).as("%s", what).isEqualTo("INVALID: NotAuthentic");
      return ours;
    }
    assertThat(ours).as("%s", what).isEqualTo(theirs);
    assertThat(one.asked).as("%s", what).isEqualTo(other.asked).hasSizeLessThanOrEqualTo(1);
    return ours;
  }

  private static boolean hasTheForm(byte[] message) {
    try {
      SheetHeader.check(message, EXPECTED);
      return true;
    } catch (SheetRefusedException e) {
      return false;
    }
  }

  private static String outcome(Opening opening) {
    try {
      return "opened " + HexFormat.of().formatHex(opening.open());
    } catch (SheetOpeningException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] mutant(Random random) {
    byte[] bytes = SEALED.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = 0, n = 1 + random.nextInt(6); i < n; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
      }
      case 1 -> {
        int at = random.nextInt(bytes.length + 1);
        byte[] more = new byte[1 + random.nextInt(4)];
        random.nextBytes(more);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(more);
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
      }
      case 2 -> {
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.write(bytes, end, bytes.length - end);
        return out.toByteArray();
      }
      default -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
    }
  }

  private static SheetContext context() {
    try {
      return SheetHeader.check(SEALED, EXPECTED).context();
    } catch (SheetRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }

  private static DecryptResponse answer(@Nullable String keyArn, byte @Nullable [] plaintext) {
    return DecryptResponse.builder()
        .keyId(keyArn)
        .plaintext(plaintext == null ? null : SdkBytes.fromByteArray(plaintext))
        .build();
  }

  private interface Opening {
    byte[] open() throws SheetOpeningException;
  }

  /** Answers the same whatever is asked. */
  private record AnsweringKms(Supplier<DecryptResponse> answer) implements KmsClient {
    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      return answer.get();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** Notes what it is asked: key, context and blob. */
  private static final class AskedKms implements KmsClient {
    private final KmsClient delegate;
    private final List<String> asked = new ArrayList<>();

    AskedKms(KmsClient delegate) {
      this.delegate = delegate;
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      asked.add(
          request.keyId()
              + " "
              + new TreeMap<>(request.encryptionContext())
              + " "
              + HexFormat.of().formatHex(request.ciphertextBlob().asByteArray()));
      return delegate.decrypt(request);
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
