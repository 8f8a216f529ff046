package dev.sealedbid.parent.kmsproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.parent.settings.HostPort;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectRequestTest {
  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  @Test
  void readsNotOneByteTooFar() throws IOException {
    ByteArrayInputStream in =
        stream("CONNECT KMS.example:443 HTTP/1.1\r\nHost: x\r\nUser-Agent: y\r\n\r\nTLS");
    assertThat(ConnectRequest.read(in)).hasValue(new HostPort("kms.example", 443));
    assertThat(in.readAllBytes()).isEqualTo("TLS".getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://kms.example:443/ HTTP/1.1",
        "CONNECT kms.example HTTP/1.1",
        "CONNECT kms.example:443 HTTP/2",
        "CONNECT kms.example:443",
        "CONNECT  kms.example:443 HTTP/1.1",
        "connect kms.example:443 HTTP/1.1",
        "CONNECT user@kms.example:443 HTTP/1.1",
        "CONNECT [::1]:443 HTTP/1.1",
        "CONNECT kms.example:99999 HTTP/1.1",
        "CONNECT kms.example:443 HTTP/1.1 ",
        ""
      })
  void notAConnect(String line) throws IOException {
    assertThat(ConnectRequest.read(stream(line + "\r\n\r\n"))).isEmpty();
  }

  @Test
  void tooLong() {
    String endless = "CONNECT kms.example:443 HTTP/1.1\r\nX: " + "y".repeat(5_000);
    assertThatThrownBy(() -> ConnectRequest.read(stream(endless)))
        .isInstanceOf(ConnectRequest.HeadTooLongException.class);
  }

  @Test
  void endsEarly() {
    assertThatThrownBy(() -> ConnectRequest.read(stream("CONNECT kms.example:443 HTTP/1.1\r\n")))
        .isInstanceOf(EOFException.class);
  }

  @FuzzTest
  void anyBytes(byte[] bytes) {
    try {
      ConnectRequest.read(new ByteArrayInputStream(bytes))
          .ifPresent(destination -> assertThat(destination.port()).isBetween(1, 65_535));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("request");
    }
  }
}
