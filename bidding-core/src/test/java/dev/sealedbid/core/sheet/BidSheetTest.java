package dev.sealedbid.core.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BidSheetTest {
  private static final int VERSION_AT = 8;
  private static final int KIND_AT = 9;
  private static final int AMOUNTS_AT = 42;

  @Nested
  @DisplayName("the vectors")
  class Golden {
    /** [S-1]. */
    @Test
    void areWhatIsWritten() {
      assertThat(BidSheet.bid(nonce(0x11), new long[] {12_600_000, -1, 0}).encode())
          .isEqualTo(Vectors.hex("sheets/bid.hex"));
      assertThat(BidSheet.none(nonce(0x22), 3).encode()).isEqualTo(Vectors.hex("sheets/none.hex"));
      assertThat(BidSheet.withdraw(nonce(0x33), 3).encode())
          .isEqualTo(Vectors.hex("sheets/withdraw.hex"));
      assertThat(BidSheet.reserve(nonce(0x44), new long[] {Limits.MAX_AMOUNT, -1, 1}).encode())
          .isEqualTo(Vectors.hex("sheets/reserve.hex"));
    }

    @Test
    void areRead() throws Exception {
      BidSheet sheet = BidSheet.decode(Vectors.hex("sheets/bid.hex"), 3);
      assertThat(sheet.kind()).isEqualTo(SheetKind.BID);
      assertThat(sheet.lots()).isEqualTo(3);
      assertThat(sheet.nonce()).isEqualTo(nonce(0x11));
      assertThat(sheet.amount(0)).isEqualTo(12_600_000);
      assertThat(sheet.hasBid(1)).isFalse();
      assertThat(sheet.hasBid(2)).isTrue();
      assertThat(BidSheet.decode(Vectors.hex("sheets/withdraw.hex"), 3).kind())
          .isEqualTo(SheetKind.WITHDRAW);
      assertThat(BidSheet.decode(Vectors.hex("sheets/reserve.hex"), 3).kind())
          .isEqualTo(SheetKind.RESERVE);
    }
  }

  @Nested
  @DisplayName("one byte string is one sheet")
  class Canonical {
    private final byte[] good = Vectors.hex("sheets/bid.hex");

    @Test
    void magic() {
      good[0] = 's';
      refused("SBSHEET1");
    }

    @Test
    void version() {
      good[VERSION_AT] = 2;
      refused("version");
    }

    @Test
    void kind() {
      for (int kind : new int[] {0, 4, 255}) {
        good[KIND_AT] = (byte) kind;
        refused("kind");
      }
    }

    @Test
    void amountBelowNone() {
      ByteBuffer.wrap(good).putLong(AMOUNTS_AT, -2);
      refused("out of range");
    }

    @Test
    void amountAboveTheLimit() {
      ByteBuffer.wrap(good).putLong(AMOUNTS_AT, Limits.MAX_AMOUNT + 1);
      refused("out of range");
    }

    @Test
    void padding() {
      for (int at = AMOUNTS_AT + 3 * 8; at < good.length; at++) {
        good[at] = 1;
        refused("padded");
        good[at] = 0;
      }
    }

    /** [S-2]. */
    @Test
    void withdrawalWithAnAmount() {
      good[KIND_AT] = 2;
      refused("withdrawal");
    }

    @Test
    void length() {
      for (int length : new int[] {0, 1, 255, 257, 512}) {
        assertThatThrownBy(() -> BidSheet.decode(Arrays.copyOf(good, length), 3))
            .isInstanceOf(MalformedSheetException.class)
            .hasMessageContaining("length");
      }
    }

    @Test
    void lengthOfAnotherNumberOfLots() {
      assertThatThrownBy(() -> BidSheet.decode(good, 27))
          .isInstanceOf(MalformedSheetException.class)
          .hasMessageContaining("length");
    }

    private void refused(String message) {
      assertThatThrownBy(() -> BidSheet.decode(good, 3))
          .isInstanceOf(MalformedSheetException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("12600000");
    }
  }

  /** [S-1]. */
  @Test
  void allSheetsOfAnAuctionAreEquallyLong() {
    assertThat(BidSheet.lengthFor(1)).isEqualTo(256);
    assertThat(BidSheet.lengthFor(26)).isEqualTo(256);
    assertThat(BidSheet.lengthFor(27)).isEqualTo(512);
    assertThat(BidSheet.lengthFor(Limits.MAX_LOTS)).isEqualTo(Limits.MAX_SHEET_LENGTH);
    for (int lots = 1; lots <= Limits.MAX_LOTS; lots++) {
      assertThat(BidSheet.none(nonce(0), lots).encode()).hasSize(BidSheet.lengthFor(lots));
      assertThat(BidSheet.withdraw(nonce(0), lots).encode()).hasSize(BidSheet.lengthFor(lots));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> BidSheet.lengthFor(0));
    assertThatIllegalArgumentException().isThrownBy(() -> BidSheet.lengthFor(501));
  }

  @Test
  void readsWhatItWrites() throws Exception {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      int lots = 1 + random.nextInt(Limits.MAX_LOTS);
      byte[] nonce = new byte[32];
      random.nextBytes(nonce);
      long[] amounts = random.longs(lots, -1, Limits.MAX_AMOUNT + 1).toArray();
      byte[] encoded = BidSheet.bid(nonce, amounts).encode();
      BidSheet read = BidSheet.decode(encoded, lots);
      assertThat(read.encode()).as("seed %d", seed).isEqualTo(encoded);
      assertThat(read.amount(lots - 1)).isEqualTo(amounts[lots - 1]);
    }
  }

  @Test
  void refusesToBeMadeWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BidSheet.bid(new byte[31], new long[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BidSheet.bid(nonce(1), new long[] {-4711}))
        .withMessageNotContaining("4711");
    assertThatIllegalArgumentException().isThrownBy(() -> BidSheet.bid(nonce(1), new long[0]));
  }

  @Test
  void isWipedAndSaysNothing() {
    long[] amounts = {4_711};
    BidSheet sheet = BidSheet.bid(nonce(1), amounts);
    amounts[0] = 0;
    assertThat(sheet.amount(0)).isEqualTo(4_711);
    assertThat(sheet).hasToString("BidSheet[BID]");
    sheet.close();
    assertThatIllegalStateException().isThrownBy(() -> sheet.amount(0));
    assertThatIllegalStateException().isThrownBy(sheet::nonce);
    assertThatIllegalStateException().isThrownBy(sheet::encode);
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    try {
      BidSheet sheet = BidSheet.decode(bytes, 3);
      assertThat(sheet.encode()).isEqualTo(bytes);
    } catch (MalformedSheetException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static byte[] nonce(int value) {
    byte[] nonce = new byte[32];
    Arrays.fill(nonce, (byte) value);
    return nonce;
  }
}
