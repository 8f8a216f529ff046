package dev.sealedbid.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.protocol.SheetOpeningException.Meaning;
import dev.sealedbid.testkit.FakeKms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class SheetOpenerTest {
  private final Sealing sealing = new Sealing();
  private final byte[] sealed = sealing.ciphertext();
  private final SheetOpener opener = new SheetOpener();

  @Test
  void opensWhatWasSealed() throws Exception {
    byte[] plaintext = opener.open(sealing.kms, sealed, Sealing.EXPECTED);

    try (BidSheet sheet = BidSheet.decode(plaintext, Sealing.LOTS)) {
      assertThat(sheet.encode()).isEqualTo(Sealing.sheet().encode());
    }
    assertThat(sealing.kms.calls).isEqualTo(1);
  }

  @Test
  @DisplayName("the kept data key alone opens the sheet: its buyer can prove it later")
  void keepsTheDataKey() throws Exception {
    try (SealedSheet sheet = sealing.sealer.seal(Sealing.sheet(), Sealing.CONTEXT)) {
      FakeKms anybody = new FakeKms(1);
      anybody.given = sheet.dataKey().bytes();

      assertThat(opener.open(anybody, sheet.ciphertext(), Sealing.EXPECTED))
          .isEqualTo(Sealing.sheet().encode());

      anybody.given[0] ^= 1;
      assertThatThrownBy(() -> opener.open(anybody, sheet.ciphertext(), Sealing.EXPECTED))
          .isInstanceOf(SheetOpeningException.class);
    }
  }

  @Test
  void formIsCheckedBeforeKmsIsAsked() {
    byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);

    assertThatThrownBy(() -> opener.open(sealing.kms, longer, Sealing.EXPECTED))
        .isInstanceOf(SheetRefusedException.class);
    assertThat(sealing.kms.calls).isZero();
  }

  /** */
  @ParameterizedTest
  @ValueSource(strings = {"InvalidCiphertextException", "IncorrectKeyException"})
  void invalid(String code) {
    assertThat(refusedWith(FakeKms.error(code)).meaning()).isEqualTo(Meaning.INVALID);
  }

  /** */
  @ParameterizedTest
  @ValueSource(strings = {"DisabledException", "KMSInvalidStateException", "NotFoundException"})
  void keyGone(String code) {
    SheetOpeningException e = refusedWith(FakeKms.error(code));

    assertThat(e.meaning()).isEqualTo(Meaning.KEY_GONE);
    assertThat(e.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @DisplayName("[R-7] every other answer decides nothing (G6)")
  @ValueSource(
      strings = {
        "AccessDeniedException",
        "ExpiredTokenException",
        "UnrecognizedClientException",
        "ThrottlingException",
        "ValidationException",
        "KeyUnavailableException",
        "DependencyTimeoutException",
        "KMSInternalException",
        "SomethingNewException"
      })
  void everythingElseIsRetried(String code) {
    SheetOpeningException e = refusedWith(FakeKms.error(code));

    assertThat(e.meaning()).isEqualTo(Meaning.RETRY);
    assertThat(e.code()).isEqualTo(code);
  }

  @Test
  void noAnswerIsRetried() {
    assertThat(refusedWith(SdkClientException.create("secret text")).meaning())
        .isEqualTo(Meaning.RETRY);
    assertThat(refusedWith(new IllegalStateException("secret text")))
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void aCodeThatIsNoneDoesNotTravel() {
    assertThat(refusedWith(FakeKms.error("a b <script>")).code()).isEqualTo("UnknownCode");
  }

  @Test
  @DisplayName("a message whose key KMS gives but which is not under that key is invalid")
  void notAuthentic() {
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;

    SheetOpeningException e =
        catchThrowableOfType(
            SheetOpeningException.class, () -> opener.open(sealing.kms, changed, Sealing.EXPECTED));

    assertThat(e.meaning()).isEqualTo(Meaning.INVALID);
    assertThat(e.code()).isEqualTo(SheetOpener.NOT_AUTHENTIC);
    assertThat(sealing.kms.calls).isEqualTo(1);
  }

  @Test
  @DisplayName("a rewritten header doesn't open: KMS binds the context (G3)")
  void rewrittenContext() {
    ExpectedSheet other =
        new ExpectedSheet(
            Purpose.SHEET,
            "riverside-2027",
            Sealing.EXPECTED.sessionId(),
            Sealing.EXPECTED.termsSha384(),
            "buyer-1",
            Sealing.KEY,
            Sealing.EXPECTED.sheetLength());
    String text = new String(sealed, StandardCharsets.ISO_8859_1);
    byte[] rewritten =
        text.replace("riverside-2026", "riverside-2027").getBytes(StandardCharsets.ISO_8859_1);

    SheetOpeningException e =
        catchThrowableOfType(
            SheetOpeningException.class, () -> opener.open(sealing.kms, rewritten, other));

    assertThat(e.code()).isEqualTo("InvalidCiphertextException");
  }

  @Test
  @DisplayName("a data key of another length, made by Encrypt, is the sheet's own fault")
  void shortDataKey() throws Exception {
    sealing.kms.refusal = null;
    byte[] wrapped =
        sealing.kms.wrap(new byte[16], Sealing.KEY, Sealing.CONTEXT.encryptionContext());
    int at = indexOf(sealed, Sealing.KEY) + Sealing.KEY.length();
    ByteBuffer in = ByteBuffer.wrap(sealed);
    int old = in.getShort(at);
    ByteBuffer out = ByteBuffer.allocate(sealed.length - old + wrapped.length);
    out.put(sealed, 0, at).putShort((short) wrapped.length).put(wrapped);
    out.put(sealed, at + 2 + old, sealed.length - at - 2 - old);

    SheetOpeningException e =
        catchThrowableOfType(
            SheetOpeningException.class,
            () -> opener.open(sealing.kms, out.array(), Sealing.EXPECTED));

    assertThat(e.meaning()).isEqualTo(Meaning.INVALID);
  }

  @Test
  void secretsDoNotTell() {
    DataKey key;
    try (SealedSheet sheet = sealing.sealer.seal(Sealing.sheet(), Sealing.CONTEXT)) {
      key = sheet.dataKey();
      assertThat(sheet).hasToString("SealedSheet[" + sheet.sha384() + "]");
      assertThat(key).hasToString("DataKey[secret]");
    }
    assertThat(key.bytes()).as("wiped").containsOnly(0);
  }

  private SheetOpeningException refusedWith(RuntimeException refusal) {
    sealing.kms.refusal = refusal;
    return catchThrowableOfType(
        SheetOpeningException.class, () -> opener.open(sealing.kms, sealed, Sealing.EXPECTED));
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
