package dev.sealedbid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LotteryTest {
  @Test
  void givesTheVectors() {
    List<byte[]> nonces = new ArrayList<>();
    SessionId session = SessionId.parse("00".repeat(32));
    Sha384 seed = Sha384.of();
    int checked = 0;
    for (String line : Vectors.lines("lottery/lottery.txt")) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "session" -> session = SessionId.parse(words[1]);
        case "nonce" -> nonces.add(HexFormat.of().parseHex(words[1]));
        case "seed" -> {
          seed = Lottery.seed(session, nonces);
          assertThat(seed.hex()).isEqualTo(words[1]);
        }
        case "ticket" -> {
          assertThat(Lottery.rank(seed, words[1], words[2]).hex()).isEqualTo(words[3]);
          checked++;
        }
        case "ranking" ->
            assertThat(Lottery.ranking(seed, words[1], List.of("buyer-3", "buyer-1", "buyer-2")))
                .isEqualTo(Arrays.asList(words).subList(2, words.length));
        default -> throw new AssertionError(line);
      }
    }
    assertThat(checked).isEqualTo(9);
  }

  @Test
  void everyNonceAndTheSessionChangeTheSeed() {
    SessionId session = SessionId.parse("01".repeat(32));
    byte[] zero = new byte[32];
    byte[] one = new byte[32];
    one[31] = 1;
    assertThat(
            List.of(
                Lottery.seed(session, List.of(zero, zero)),
                Lottery.seed(session, List.of(zero, one)),
                Lottery.seed(session, List.of(one, zero)),
                Lottery.seed(session, List.of(zero)),
                Lottery.seed(session, List.of()),
                Lottery.seed(SessionId.parse("02".repeat(32)), List.of(zero, zero))))
        .doesNotHaveDuplicates();
  }

  @Test
  void everybodyWinsAboutEquallyOften() {
    List<String> buyers = List.of("buyer-1", "buyer-2", "buyer-3", "buyer-4");
    long wins =
        IntStream.range(0, 4_000)
            .filter(
                i ->
                    Lottery.ranking(
                            Sha384.of(new byte[] {(byte) i, (byte) (i >> 8)}), "lot", buyers)
                        .get(0)
                        .equals("buyer-3"))
            .count();
    assertThat(wins).isBetween(850L, 1_150L);
  }
}
