package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/** Whatever comes in, the parsers accept it or refuse it by their documented exception. */
class VsockFuzzTest {

  @FuzzTest
  void address(byte[] bytes) {
    VsockAddress address;
    try {
      address = VsockAddress.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(500);
      return;
    }
    assertThat(VsockAddress.parse(address.toString())).isEqualTo(address);
  }

  @FuzzTest
  void handshake(byte[] bytes) throws IOException {
    ByteArrayInputStream input = new ByteArrayInputStream(bytes);
    long number;
    try {
      number = HybridHandshake.readNumber(input::read, "OK ", 0, 0xFFFF_FFFFL);
    } catch (EOFException | ProtocolException refused) {
      assertThat(bytes.length - input.available()).isLessThanOrEqualTo(HybridHandshake.MAX_LINE);
      return;
    }
    String line = new String(bytes, 0, bytes.length - input.available(), StandardCharsets.US_ASCII);
    assertThat(line).startsWith("OK ").endsWith("\n");
    assertThat(Long.parseLong(line.substring(3, line.length() - 1))).isEqualTo(number);
  }
}
