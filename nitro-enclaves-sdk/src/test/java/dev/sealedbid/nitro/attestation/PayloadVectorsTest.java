package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden payloads, which another encoder made. */
class PayloadVectorsTest {
  private static final Path VECTORS = Path.of("..", "vectors", "attestation");

  static List<String> read() throws IOException {
    return vectors("read-");
  }

  static List<String> refused() throws IOException {
    return vectors("refused-");
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("[A-11] [A-12] one meaning in several encodings")
  void read(String vector) throws Exception {
    AttestationPayload payload = AttestationPayload.parse(bytes(vector));
    assertThat(payload.moduleId()).isEqualTo("i-0123456789abcdef0-enc0123456789abcdef");
    assertThat(payload.timestamp()).isEqualTo(Instant.ofEpochMilli(1_795_248_000_000L));
    assertThat(payload.pcrs().indexes()).containsExactly(0, 1, 2, 3);
    assertThat(payload.pcrs().hex(3)).isEqualTo("04".repeat(48));
    assertThat(payload.certificate()).containsExactly('l', 'e', 'a', 'f', ' ', 0xff, 0xff);
    assertThat(payload.caBundle())
        .containsExactly(
            new byte[] {'r', 'o', 'o', 't'}, new byte[] {'i', 's', 's', 'u', 'e', 'r'});
    assertThat(payload.publicKey()).isNull();
    assertThat(payload.userData()).isEmpty();
    assertThat(payload.nonce()).hasSize(32).startsWith(0, 1, 2);
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("[A-11] [A-12] what another parser might take")
  void refused(String vector) throws Exception {
    byte[] payload = bytes(vector);
    assertThatThrownBy(() -> AttestationPayload.parse(payload))
        .isInstanceOf(AttestationFormatException.class);
  }

  @Test
  void thereAreVectors() throws IOException {
    assertThat(read()).hasSize(4);
    assertThat(refused()).hasSize(16);
  }

  private static List<String> vectors(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private static byte[] bytes(String vector) throws IOException {
    String hex =
        Files.readAllLines(VECTORS.resolve(vector)).stream()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(hex);
  }
}
