package dev.sealedbid.image.jars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JarsMovedTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static final JarLock OLD =
      lock(
          jar(LockedJar.Use.ENCLAVE, ONE, "a/1/a-1.jar"),
          jar(LockedJar.Use.ENCLAVE, ONE, "b/1/b-1.jar"));

  @Test
  @DisplayName("says what is new, gone and used otherwise, with the digest to compare")
  void moved() throws IOException {
    JarLock now =
        lock(
            jar(LockedJar.Use.ENCLAVE, TWO, "a/2/a-2.jar"),
            jar(LockedJar.Use.BUILDER, ONE, "b/1/b-1.jar"));
    assertThat(JarsMoved.between(OLD, now).values())
        .containsExactly(
            "new: enclave a/2/a-2.jar " + TWO,
            "used otherwise: builder b/1/b-1.jar " + ONE,
            "gone: enclave a/1/a-1.jar " + ONE);
    assertThat(JarsMoved.between(OLD, OLD)).isEmpty();
  }

  @Test
  @DisplayName("other bytes under the same path are refused: a release never changes")
  void forged() {
    JarLock now =
        lock(
            jar(LockedJar.Use.ENCLAVE, ONE, "a/1/a-1.jar"),
            jar(LockedJar.Use.ENCLAVE, TWO, "b/1/b-1.jar"));
    assertThatExceptionOfType(JarsRefusedException.class)
        .isThrownBy(() -> JarsMoved.between(OLD, now))
        .withMessageContaining("b/1/b-1.jar has other bytes than the lock file says")
        .satisfies(e -> assertThat(String.join(" ", e.hints())).contains(ONE, "forged"));
  }

  private static LockedJar jar(LockedJar.Use use, String sha256, String path) {
    return new LockedJar(use, sha256, path);
  }

  private static JarLock lock(LockedJar... jars) {
    return new JarLock(List.of(jars));
  }
}
