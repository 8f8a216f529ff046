package dev.sealedbid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@DisplayName("Running a command")
class CommandRunnerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Command(
      name = "thing",
      mixinStandardHelpOptions = true,
      version = "thing 1",
      footer = "The last line, %nwithout its end")
  private static final class Thing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("a secret 98765");
    }
  }

  @Test
  @DisplayName("help ends with a whole line")
  void helpEndsWithALine() {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).endsWith("without its end" + System.lineSeparator().strip() + "\n");
  }

  @Test
  @DisplayName("a whole line gets no other")
  void noEmptyLine() {
    assertThat(run("--version")).isZero();
    assertThat(text(out)).isEqualTo("thing 1\n");
  }

  @Test
  @DisplayName("an unforeseen exception is named by its kind, never by its text")
  void unforeseen() {
    assertThat(run()).isEqualTo(ExitCode.INTERNAL.status());
    assertThat(text(err)).contains("unexpected IllegalStateException").doesNotContain("98765");
  }

  @Test
  void unknownOption() {
    assertThat(run("--colour")).isEqualTo(ExitCode.USAGE.status());
    assertThat(text(err)).contains("thing: error: unknown option", "thing --help");
  }

  private int run(String... args) {
    Terminal terminal =
        Terminal.unattended(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    return new CommandRunner("thing", terminal).run(new CommandLine(new Thing()), List.of(args));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
