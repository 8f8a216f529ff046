package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RamdiskTest {
  @TempDir private Path folder;
  private Path hello = Path.of("");

  @BeforeEach
  void content() throws IOException {
    hello = Files.writeString(folder.resolve("hello"), "hello");
  }

  @Test
  @DisplayName("the archive, byte for byte: newc, sorted, one time, owned by root, inodes from 1")
  void bytes() throws IOException {
    Ramdisk ramdisk =
        new Ramdisk()
            .add("init", RamdiskEntry.program(hello))
            .add("dev/console", RamdiskEntry.console());
    String archive = new String(archive(ramdisk), StandardCharsets.US_ASCII);
    String head = "070701";
    assertThat(archive)
        .isEqualTo(
            head
                + "00000001000041ed000000000000000000000002"
                + "6955b90000000000000000000000000000000000000000000000000400000000dev\0"
                + "\0\0"
                + head
                + "0000000200002180000000000000000000000001"
                + "6955b90000000000000000000000000000000005000000010000000c00000000dev/console\0"
                + "\0\0"
                + head
                + "00000003000081ed000000000000000000000001"
                + "6955b90000000005000000000000000000000000000000000000000500000000init\0"
                + "\0hello\0\0\0"
                + head
                + "0000000000000000000000000000000000000001"
                + "000000000000000000000000000000000000000000000000"
                + "0000000b00000000TRAILER!!!\0"
                + "\0\0\0");
  }

  @Test
  @DisplayName(
      "nothing of the machine gets in: not the order of adding, nor times, nor modes of files")
  void reproducible() throws IOException {
    Ramdisk one =
        new Ramdisk().add("a/b", RamdiskEntry.file(hello)).add("a/c", RamdiskEntry.file(hello));
    byte[] first = gzip(one);
    Files.setLastModifiedTime(hello, FileTime.from(Instant.EPOCH));
    assertThat(hello.toFile().setExecutable(true)).isTrue();
    Ramdisk other =
        new Ramdisk().add("a/c", RamdiskEntry.file(hello)).add("a/b", RamdiskEntry.file(hello));
    assertThat(gzip(other)).isEqualTo(first);
    assertThat(first).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  }

  @Test
  @DisplayName("folders are added above their files, once")
  void folders() {
    Ramdisk ramdisk =
        new Ramdisk().add("a/b/c", RamdiskEntry.file(hello)).add("a/b/d", RamdiskEntry.file(hello));
    assertThat(ramdisk.entries().keySet()).containsExactly("a", "a/b", "a/b/c", "a/b/d");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ramdisk.add("a/b", RamdiskEntry.folder()))
        .withMessageContaining("there already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/init", "a/", "a//b", "..", "a/../b", "./a"})
  @DisplayName("names that leave the tree or have two forms are refused")
  void names(String name) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Ramdisk().add(name, RamdiskEntry.folder()));
  }

  @Test
  @DisplayName("a part of it as a folder, with modes")
  void asFolder() throws IOException {
    Ramdisk ramdisk =
        new Ramdisk()
            .add("cmd", RamdiskEntry.file(hello))
            .add("rootfs/bin/run", RamdiskEntry.program(hello))
            .add("rootfs/tmp", RamdiskEntry.folder());
    Path target = folder.resolve("tree");
    ramdisk.writeFolder("rootfs/", target);
    assertThat(target.resolve("bin/run")).hasContent("hello").isExecutable();
    assertThat(target.resolve("tmp")).isEmptyDirectory();
    assertThat(target.resolve("cmd")).doesNotExist();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ramdisk.writeFolder("rootfs/", target));
  }

  private byte[] archive(Ramdisk ramdisk) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(gzip(ramdisk))).readAllBytes();
  }

  private byte[] gzip(Ramdisk ramdisk) throws IOException {
    Path file = folder.resolve("ramdisk.gz");
    ramdisk.write(file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Files.copy(file, bytes);
    return bytes.toByteArray();
  }
}
