package dev.sealedbid.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The longest receipt, in the heap that the service's unit gives to the parent. */
class LargeReceiptIT {
  private static final Path UNIT = Path.of("..", "infra", "systemd", "sealed-bid-parent.service");

  @TempDir Path folder;

  @Test
  @DisplayName("a receipt of 39,000 acknowledgements is made and served within the shipped heap")
  void fitsTheShippedHeap() throws Exception {
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(shippedFlags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LargeReceipt.class.getName(), folder.toString()));
    Process program =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(program.waitFor()).as(Files.readString(log)).isZero();
    } finally {
      program.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("read twice: 39000 acknowledgements");
  }

  private static List<String> shippedFlags() throws Exception {
    String start =
        Files.readAllLines(UNIT).stream()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow();
    List<String> flags = Stream.of(start.split(" ")).filter(word -> word.startsWith("-X")).toList();
    assertThat(flags).anyMatch(flag -> flag.startsWith("-Xmx"));
    return flags;
  }
}
