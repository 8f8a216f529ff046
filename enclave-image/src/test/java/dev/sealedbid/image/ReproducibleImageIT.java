package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.EifSection;
import dev.sealedbid.nitro.eif.EifSectionType;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole build, twice, from two copies of the sources; run with {@code -Pqemu}. */
@Tag("qemu")
class ReproducibleImageIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final long LARGEST_IMAGE = 50_000_000;

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "two folders, two times, two umasks, two environments, a kernel of the cache and one as a file:"
          + " one image; other settings: another one, in the registers that say so")
  void twice() throws IOException, InterruptedException, MalformedEifException {
    Path here = sources("here", Instant.parse("2001-01-01T00:00:00Z"));
    Path there =
        sources("another/folder/with a longer name", Instant.parse("2030-06-01T12:34:56Z"));
    Path settings = HOME.resolve("infra/enclave-image/settings/aws.json");
    Path rootfs = folder.resolve("rootfs");
    Path first =
        build(
            here, settings, "out-1", "022", Map.of("TZ", "UTC", "LC_ALL", "C"), "--rootfs", rootfs);
    Path kernel = kernel(first.resolve("enclave.eif"));
    Path second =
        build(
            there,
            settings,
            "out-2",
            "077",
            Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C.UTF-8", "SOURCE_DATE_EPOCH", "1"),
            "--kernel",
            kernel);

    assertThat(second.resolve("enclave.eif")).hasSameBinaryContentAs(first.resolve("enclave.eif"));
    assertThat(second.resolve("measurements.json"))
        .hasSameTextualContentAs(first.resolve("measurements.json"));
    EifImage image = image(first);
    assertThat(Files.readString(first.resolve("measurements.json")))
        .contains(image.measurements().hex(0))
        .contains(image.measurements().hex(1))
        .contains(image.measurements().hex(2));
    List<EifSection> ramdisks =
        image.sections().stream().filter(s -> s.type() == EifSectionType.RAMDISK).toList();
    assertThat(ramdisks).hasSize(2);
    assertThat(first.resolve("enclave.eif"))
        .satisfies(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(LARGEST_IMAGE));
    assertThat(rootfs.resolve("java/conf/security/java.security"))
        .content(StandardCharsets.ISO_8859_1)
        .contains("security.provider.5=SunJCE")
        .doesNotContain("security.provider.6");
    otherSettings(here, settings, image);
  }

  private void otherSettings(Path here, Path settings, EifImage image)
      throws IOException, InterruptedException, MalformedEifException {
    Path other = folder.resolve("settings.json");
    Files.writeString(
        other, Files.readString(settings).replace("\"parentCid\": 3", "\"parentCid\": 2"));
    EifImage built = image(build(here, other, "out-3", "022", Map.of()));
    assertThat(built.measurements().hex(0)).isNotEqualTo(image.measurements().hex(0));
    assertThat(built.measurements().hex(1)).isEqualTo(image.measurements().hex(1));
    assertThat(built.measurements().hex(2)).isNotEqualTo(image.measurements().hex(2));
  }

  /** The kernel in an image, as a file: what is published for those who don't compile it. */
  private Path kernel(Path image) throws IOException, MalformedEifException {
    EifSection section = EifImage.read(image).sections().get(0);
    assertThat(section.type()).isEqualTo(EifSectionType.KERNEL);
    Path kernel = folder.resolve("bzImage");
    try (FileChannel in = FileChannel.open(image);
        FileChannel out =
            FileChannel.open(kernel, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      in.transferTo(section.contentOffset(), section.size(), out);
    }
    return kernel;
  }

  private static EifImage image(Path out) throws IOException, MalformedEifException {
    return EifImage.read(out.resolve("enclave.eif"));
  }

  private Path build(
      Path sources,
      Path settings,
      String name,
      String umask,
      Map<String, String> environment,
      Object... options)
      throws IOException, InterruptedException {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        HOME.resolve("enclave-image/target/enclave-image.jar")
            + ":"
            + HOME.resolve("enclave-image/target/lib/*"));
    command.addAll(List.of(Main.class.getName(), "build", "--sources", sources.toString()));
    command.addAll(List.of("--lock", sources.resolve("infra/enclave-image/image.lock.json") + ""));
    command.addAll(List.of("--settings", settings.toString(), "--out", out.toString()));
    for (Object option : options) {
      command.add(option.toString());
    }
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
    return out;
  }

  /** What of the checkout goes into a build, as if it had been checked out at another time. */
  private Path sources(String name, Instant time) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target);
    List<String> parts = new ArrayList<>(List.of("pom.xml", ".mvn", "infra/enclave-image"));
    try (Stream<Path> modules = Files.list(HOME)) {
      modules
          .filter(module -> Files.exists(module.resolve("pom.xml")))
          .map(module -> String.valueOf(module.getFileName()))
          .forEach(module -> parts.addAll(List.of(module + "/pom.xml", module + "/src/main")));
    }
    for (String part : parts) {
      Path from = HOME.resolve(part);
      if (Files.exists(from)) {
        Files.createDirectories(target.resolve(part).getParent());
        Folders.copy(from, target.resolve(part));
      }
    }
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
    return target;
  }
}
