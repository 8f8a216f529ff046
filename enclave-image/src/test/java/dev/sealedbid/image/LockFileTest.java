package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.image.LockedPackage.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
  private static final Path CHECKED_IN = Path.of("..", "infra", "enclave-image", "image.lock.json");

  @Test
  @DisplayName("the one that is checked in has every role, and is written as it stands")
  void checkedIn(@TempDir Path folder) throws IOException {
    LockFile lock = LockFile.read(CHECKED_IN);
    assertThat(lock.packages()).extracting(LockedPackage::role).contains(Role.values());
    assertThat(lock.locked(Role.KERNEL).name()).isEqualTo("linux-source-6.12");
    Path copy = folder.resolve("copy");
    lock.write(copy);
    assertThat(copy).hasSameTextualContentAs(CHECKED_IN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 3 | \"version\" : 2 | it has version 3",
        "\"kernel\" : \" | \"kernel\" : \"0 | kernel isn't right",
        "\"kernel\" : | \"kernels\" : | it has version 3, the kernel's SHA-256",
        "\"jars.lock\" | \"other.lock\" | the jars' lock file is jars.lock",
        "\"jars.lock\" | 1 | it has version 3",
        "\"packages\" | \"mirror\" : \"x\", \"packages\" | it has version 3",
        "\"name\" : \"flex\" | \"name\" : \"make\" | has make twice",
        "\"role\" : \"jdk\" | \"role\" : \"jre\" | 0 packages of role jdk",
        "\"role\" : \"jdk\" | \"role\" : \"shell\" | No enum constant",
        "\"archive\" : \"debian\" | \"archive\" : \"elsewhere\" | archive isn't right",
        "\"path\" : \"pool/ | \"path\" : \"pool/../ | path isn't right",
        "\"path\" : \"pool/ | \"path\" : \"/pool/ | path isn't right",
        "\"sha256\" : \" | \"sha256\" : \"0 | sha256 isn't right",
        "\"sha256\" : | \"sha512\" : | a package has the text fields",
        "\"name\" : \"libc6\" | \"name\" : 6 | a package has the text fields",
        "\"name\" : \"libc6\" | \"name\" : \"libc6 -o x\" | name isn't right",
      })
  @DisplayName("what isn't one is refused by name")
  void refused(String from, String to, String message) throws IOException {
    String good = Files.readString(CHECKED_IN);
    assertThat(good).contains(from);
    String bad = good.replaceFirst(Pattern.quote(from), to);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> LockFile.parse(bad.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining(message);
  }

  @Test
  @DisplayName(
      "the kernel's source and compiler aren't inputs of the rest, nor the JDK of the kernel")
  void parts() {
    LockFile lock = LockFile.read(CHECKED_IN);
    assertThat(lock.forImage())
        .extracting(LockedPackage::role)
        .doesNotContain(Role.KERNEL, Role.TOOLCHAIN)
        .contains(Role.JDK, Role.LIBC);
    assertThat(lock.forKernel())
        .extracting(LockedPackage::role)
        .contains(Role.KERNEL, Role.TOOLCHAIN, Role.LIBC)
        .doesNotContain(Role.JDK, Role.COMPILER);
  }

  @Test
  @DisplayName("nothing, and no file, are refused with what to do")
  void nothing(@TempDir Path folder) throws IOException {
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> LockFile.read(folder.resolve("none")))
        .satisfies(e -> assertThat(e.hints()).isNotEmpty());
    Path text = Files.writeString(folder.resolve("text"), "not JSON");
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> LockFile.read(text))
        .withMessageContaining("isn't one");
  }
}
