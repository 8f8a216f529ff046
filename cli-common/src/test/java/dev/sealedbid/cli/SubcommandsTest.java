package dev.sealedbid.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@DisplayName("Subcommands are made where they are called")
class SubcommandsTest {
  private final List<String> made = new ArrayList<>();

  @Test
  @DisplayName("only the one that is called, and of its own only the one that is called")
  void called() {
    assertThat(line("outer", "two", "--option").getSubcommands()).containsOnlyKeys("outer");
    assertThat(made).containsExactly("outer", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "nonsense", "oute", "last"})
  @DisplayName("all of them where all are named")
  void all(String first) {
    CommandLine line = line(first);
    assertThat(line.getSubcommands()).containsOnlyKeys("outer", "other", "last");
    assertThat(line.getSubcommands().get("outer"))
        .extracting(CommandLine::getSubcommands, as(MAP))
        .containsOnlyKeys("one", "two");
  }

  @Test
  @DisplayName("all of them without an argument")
  void none() {
    assertThat(line().getSubcommands()).containsOnlyKeys("outer", "other", "last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  @DisplayName("none for the version")
  void version(String option) {
    assertThat(line(option).getSubcommands()).isEmpty();
    assertThat(made).isEmpty();
  }

  @Test
  @DisplayName("a group's help has all of the group")
  void groupHelp() {
    CommandLine line = line("outer", "--help");
    assertThat(line.getSubcommands()).containsOnlyKeys("outer");
    assertThat(line.getSubcommands().get("outer"))
        .extracting(CommandLine::getSubcommands, as(MAP))
        .containsOnlyKeys("one", "two");
  }

  private CommandLine line(String... arguments) {
    return new Subcommands(new Some(), List.of(arguments))
        .with("outer", this::outer)
        .with("other", rest -> make("other"))
        .withLast("last", new Some())
        .line();
  }

  private CommandLine outer(List<String> arguments) {
    made.add("outer");
    return new Subcommands(new Some(), arguments)
        .with("one", rest -> make("one"))
        .with("two", rest -> make("two"))
        .line();
  }

  private Some make(String name) {
    made.add(name);
    return new Some();
  }

  @Command
  private static final class Some {}
}
