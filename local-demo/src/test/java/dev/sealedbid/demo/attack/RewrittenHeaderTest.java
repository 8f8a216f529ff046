package dev.sealedbid.demo.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RewrittenHeaderTest {
  @Test
  void replacesTheOneValue() {
    byte[] message = "xx-aaaa-yy".getBytes(US_ASCII);
    byte[] rewritten = RewrittenHeader.replace(message, "aaaa", "bbbb");
    assertThat(new String(rewritten, US_ASCII)).isEqualTo("xx-bbbb-yy");
    assertThat(new String(message, US_ASCII)).isEqualTo("xx-aaaa-yy");
  }

  @Test
  void refusesWhatItCantReplaceExactlyOnce() {
    byte[] message = "aaaa-aaaa".getBytes(US_ASCII);
    assertThatThrownBy(() -> RewrittenHeader.replace(message, "aaaa", "bbbb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RewrittenHeader.replace(message, "cccc", "bbbb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RewrittenHeader.replace(message, "a", "bb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
