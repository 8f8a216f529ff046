package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A vsock address")
class VsockAddressTest {

  @Test
  void vsock_is_a_cid_and_a_port() {
    assertThat(VsockAddress.parse("vsock:16:5005")).isEqualTo(new Vsock(16, 5005));
    assertThat(VsockAddress.parse("vsock:any:5005")).isEqualTo(new Vsock(Vsock.ANY_CID, 5005));
    assertThat(VsockAddress.parse("vsock:4294967294:1")).isEqualTo(new Vsock(-2, 1));
    assertThat(VsockAddress.parse("vsock:0:2147483647")).isEqualTo(new Vsock(0, Integer.MAX_VALUE));
  }

  @Test
  void unix_is_a_path_and_a_port_and_the_path_may_have_colons() {
    assertThat(VsockAddress.parse("unix:/run/e.vsock:5005"))
        .isEqualTo(new HybridVsock(Path.of("/run/e.vsock"), 5005));
    assertThat(VsockAddress.parse("unix:a:b:7")).isEqualTo(new HybridVsock(Path.of("a:b"), 7));
  }

  @Test
  void the_host_listens_beside_the_guests_socket() {
    assertThat(new HybridVsock(Path.of("/run/e.vsock"), 8000).listeningPath())
        .isEqualTo(Path.of("/run/e.vsock_8000"));
  }

  @Test
  void tcp_is_a_loopback_host_and_a_port() {
    assertThat(VsockAddress.parse("tcp:127.0.0.1:5005"))
        .isEqualTo(new TcpAddress("127.0.0.1", 5005));
    assertThat(VsockAddress.parse("tcp:[::1]:0")).isEqualTo(new TcpAddress("::1", 0));
    assertThat(VsockAddress.parse("tcp:localhost:1").toString()).isEqualTo("tcp:localhost:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vsock:16:5005",
        "vsock:any:1",
        "vsock:4294967294:2147483647",
        "unix:/run/a:b:9",
        "unix:relative:9",
        "tcp:127.1.2.3:65535",
        "tcp:[::1]:0",
        "tcp:localhost:8080"
      })
  void prints_what_it_was_read_from(String text) {
    assertThat(VsockAddress.parse(text).toString()).isEqualTo(text);
  }

  @Nested
  @DisplayName("is refused")
  class Refused {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''|it starts with none of vsock:, unix:, tcp:",
          "VSOCK:1:2|it starts with none of vsock:, unix:, tcp:",
          "http://localhost|it starts with none of vsock:, unix:, tcp:",
          "vsock:|the form is vsock:CID:PORT, for example vsock:16:5005",
          "vsock:5005|the form is vsock:CID:PORT, for example vsock:16:5005",
          "vsock::5005|its CID isn't a number below 4294967295, or any",
          "vsock:-1:5005|its CID isn't a number below 4294967295, or any",
          "vsock:+1:5005|its CID isn't a number below 4294967295, or any",
          "vsock:016:5005|its CID isn't a number below 4294967295, or any",
          "vsock:4294967295:5005|its CID isn't a number below 4294967295, or any",
          "vsock:99999999999:5005|its CID isn't a number below 4294967295, or any",
          "vsock:1:2:3|its CID isn't a number below 4294967295, or any",
          "vsock:٣:5005|its CID isn't a number below 4294967295, or any",
          "vsock:16:|its port isn't 1 to 2147483647",
          "vsock:16:0|its port isn't 1 to 2147483647",
          "vsock:16:2147483648|its port isn't 1 to 2147483647",
          "vsock:16: 5|its port isn't 1 to 2147483647",
          "unix:/run/x|the form is unix:PATH:PORT, for example unix:/run/enclave.vsock:5005",
          "unix:/run/x:|its port isn't 1 to 2147483647",
          "unix::5|the path of a hybrid vsock address is empty",
          "unix:/:5|the path of a hybrid vsock address is empty",
          "tcp:5005|the form is tcp:HOST:PORT, for example tcp:127.0.0.1:5005",
          "tcp:127.0.0.1:65536|its port isn't 0 to 65535",
          "tcp:10.0.0.1:5005|TCP is for this machine's loopback only: the host is localhost,"
              + " 127.x.y.z or [::1]",
          "tcp:127.0.0.256:5|TCP is for this machine's loopback only: the host is localhost,"
              + " 127.x.y.z or [::1]",
          "tcp:127.1:5|TCP is for this machine's loopback only: the host is localhost, 127.x.y.z or"
              + " [::1]",
          "tcp:example.com:5005|TCP is for this machine's loopback only: the host is localhost,"
              + " 127.x.y.z or [::1]",
          "tcp:::1:5|the form is tcp:HOST:PORT, for example tcp:127.0.0.1:5005, and an IPv6 address"
              + " stands in brackets",
          "tcp:[127.0.0.1]:5|the form is tcp:HOST:PORT, for example tcp:127.0.0.1:5005, and an IPv6"
              + " address stands in brackets"
        })
    void with_a_message_that_says_why(String text, String why) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockAddress.parse(text))
          .withMessage("\"" + text + "\" is not an address: " + why);
    }

    @Test
    void if_a_unix_path_is_too_long_with_the_listeners_suffix() {
      String fits = "unix:/" + "p".repeat(101) + ":5005";
      assertThat(VsockAddress.parse(fits)).isInstanceOf(HybridVsock.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockAddress.parse("unix:/" + "p".repeat(102) + ":5005"))
          .withMessageContaining("may have at most 107 bytes, and this one has 108");
    }

    @Test
    void if_its_path_has_a_nul() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockAddress.parse("unix:/a\0b:1"))
          .withMessageContaining("its path isn't one that this system can have");
    }

    @Test
    void if_it_is_longer_than_any_address_and_without_echoing_it() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockAddress.parse("unix:" + "x".repeat(600) + ":1"))
          .withMessage("an address has at most 512 characters, and this one has 607");
    }

    @Test
    void also_when_made_by_hand() {
      assertThatIllegalArgumentException().isThrownBy(() -> new Vsock(3, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> new Vsock(3, -5));
      assertThatIllegalArgumentException().isThrownBy(() -> new HybridVsock(Path.of("a"), 0));
      assertThatIllegalArgumentException().isThrownBy(() -> new HybridVsock(Path.of(""), 1));
      assertThatIllegalArgumentException().isThrownBy(() -> new TcpAddress("0.0.0.0", 1));
      assertThatIllegalArgumentException().isThrownBy(() -> new TcpAddress("localhost", -1));
    }
  }

  @Test
  void any_address_survives_printing_and_parsing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      VsockAddress address = any(random);
      assertThat(VsockAddress.parse(address.toString())).as("seed %d", seed).isEqualTo(address);
    }
  }

  private static VsockAddress any(Random random) {
    int port = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    return switch (random.nextInt(3)) {
      case 0 -> new Vsock(random.nextInt(), port);
      case 1 -> new HybridVsock(Path.of("/d" + random.nextInt() + ":/s"), port);
      default -> new TcpAddress("127.0." + random.nextInt(256) + ".1", random.nextInt(65_536));
    };
  }
}
