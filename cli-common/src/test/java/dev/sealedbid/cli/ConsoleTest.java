package dev.sealedbid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(String answer, boolean interactive, Map<String, String> environment) {
    return new Terminal(
        new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        Path.of(""),
        interactive);
  }

  private Console console(boolean json) {
    return new Console("x-cli", terminal("", false, Map.of()), json);
  }

  @Test
  void dataGoesToStdoutTalkToStderr() {
    Console console = console(false);
    console.print("data");
    console.say("talk");
    console.json(Map.of("not", "printed"));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("data\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("x-cli: talk\n");
  }

  @Test
  void withJsonStdoutIsOneObject() {
    Console console = console(true);
    console.print("for people");
    console.json(Map.of("a", 1));
    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s", "")).isEqualTo("{\"a\":1}");
  }

  @Test
  void controlCharactersOfOthersAreNotObeyed() {
    console(false).print("a\u001b[2Jb\r\nc\u202ed");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a?[2Jb??c?d\n");
  }

  @ParameterizedTest
  @CsvSource({"yes, true", "Y, true", "no, false", "'', false", "yes please, false"})
  void onlyYesIsYes(String answer, boolean expected) {
    Console console = new Console("x-cli", terminal(answer + "\n", true, Map.of()), false);
    assertThat(console.confirm("sure?")).isEqualTo(expected);
  }

  @Test
  void colourIsForTerminalsWithoutNoColor() {
    new Console("x-cli", terminal("", true, Map.of()), false).warn("w");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("\u001b[33m");
    err.reset();
    new Console("x-cli", terminal("", true, Map.of("NO_COLOR", "1")), false).warn("w");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("x-cli: warning: w\n");
  }

  @Test
  @DisplayName("what takes long says what it waits for: after a second, then every ten")
  void whatTakesLongSaysWhatItWaitsFor() {
    Waiting waiting = new Waiting();
    Console console = new Console("x-cli", terminal("", false, Map.of()).with(waiting), false);
    String done =
        console.during(
            "waiting for it",
            () -> {
              assertThat(err.size()).isZero();
              waiting.pass(Duration.ofSeconds(1));
              waiting.pass(Duration.ofSeconds(10));
              waiting.pass(Duration.ofSeconds(10));
              return "done";
            });
    assertThat(done).isEqualTo("done");
    waiting.pass(Duration.ofSeconds(10));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "x-cli: waiting for it\nx-cli: waiting for it (11 s)\nx-cli: waiting for it (21 s)\n");
  }

  @Test
  @DisplayName("the time that passes reminds, too")
  void timePasses() throws Exception {
    CountDownLatch reminded = new CountDownLatch(1);
    Reminders.ofTime().after(Duration.ofMillis(1), reminded::countDown);
    reminded.await();
  }

  /** Time that passes when a test says so. */
  private static final class Waiting implements Reminders {
    private Duration wait = Duration.ZERO;
    private Runnable reminder = () -> {};

    @Override
    public void after(Duration next, Runnable then) {
      wait = next;
      reminder = then;
    }

    void pass(Duration time) {
      assertThat(wait).isEqualTo(time);
      reminder.run();
    }
  }

  @Test
  void anUnforeseenExceptionsTextIsNotPrinted() {
    CommandLine command = new CommandLine(new Failing(new IllegalStateException("secret 1250")));
    int status =
        new CommandRunner("x-cli", terminal("", false, Map.of())).run(command, java.util.List.of());
    assertThat(status).isEqualTo(70);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("unexpected IllegalStateException at ConsoleTest.java:")
        .doesNotContain("1250");
  }

  @Test
  void aFailureIsOneErrorLineAndItsHints() {
    CommandLine command =
        new CommandLine(new Failing(CommandFailedException.unverified("it is forged", "run")));
    int status =
        new CommandRunner("x-cli", terminal("", false, Map.of())).run(command, java.util.List.of());
    assertThat(status).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("x-cli: error: it is forged\nx-cli: hint: run\n");
  }

  @Test
  void nobodyToAskIsUsage() {
    assertThatThrownBy(() -> console(false).confirm("sure?"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("nobody is there");
  }

  @CommandLine.Command(name = "x-cli")
  private static final class Failing implements Callable<Integer> {
    private final RuntimeException failure;

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() {
      throw failure;
    }
  }
}
