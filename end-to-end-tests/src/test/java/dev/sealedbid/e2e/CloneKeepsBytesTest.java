package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clone made as Git for Windows makes it by default. What is measured or hashed (launch flags,
 * settings, the image's lock) would have other digests there, and the launcher would not run.
 */
@DisplayName("A clone with core.autocrlf=true")
class CloneKeepsBytesTest {
  private static final Path TOP = Path.of("..");

  @Test
  @DisplayName(
      "every file has the committed bytes: launcher, launch flags, settings, lock, vectors")
  void sameBytes(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.exists(TOP.resolve(".git")), "these sources aren't a git checkout: nothing to clone");
    Path clone = folder.resolve("clone");
    git(
        folder,
        "clone",
        "--quiet",
        "--config",
        "core.autocrlf=true",
        "--config",
        "core.eol=crlf",
        TOP.toAbsolutePath().normalize().toString(),
        clone.toString());

    Map<String, String> committed = committed(clone);
    assertThat(committed.keySet())
        .contains(
            "sealed-bid",
            "bidding-enclave/src/main/resources/dev/sealedbid/enclave/launch.flags",
            "infra/enclave-image/image.lock.json",
            "infra/enclave-image/jars.lock",
            "infra/enclave-image/settings/aws.json");
    assertThat(checkedOut(clone, committed.keySet())).isEqualTo(committed);
  }

  /** By path, the digest of the bytes in the index. */
  private static Map<String, String> committed(Path clone)
      throws IOException, InterruptedException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String entry : git(clone, "ls-files", "--stage", "-z").split("\0", 0)) {
      // MODE SP DIGEST SP STAGE TAB PATH; a symbolic link (120000) has no bytes of its own.
      if (!entry.startsWith("120000")) {
        files.put(entry.substring(entry.indexOf('\t') + 1), entry.split(" ", 3)[1]);
      }
    }
    return files;
  }

  /** By path, the digest of the bytes in the working tree. */
  private static Map<String, String> checkedOut(Path clone, Iterable<String> paths)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("hash-object", "--no-filters", "--"));
    paths.forEach(arguments::add);
    List<String> digests = git(clone, arguments.toArray(String[]::new)).lines().toList();
    Map<String, String> files = new LinkedHashMap<>();
    int at = 0;
    for (String path : paths) {
      files.put(path, digests.get(at++));
    }
    return files;
  }

  private static String git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("git " + arguments[0]).isZero();
    return out;
  }
}
