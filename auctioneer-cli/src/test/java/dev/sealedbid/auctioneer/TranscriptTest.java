package dev.sealedbid.auctioneer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Reminders;
import dev.sealedbid.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the scripts in {@code transcripts/}. A script is a list of sections, each a line that
 * begins with {@code ==} and the text up to the next:
 *
 * <pre>
 * == note TEXT               what the following sections show
 * == file NAME               writes a file
 * == reply STATUS [problem]  the parent's next reply
 * == stdin                   what a person at a terminal types (otherwise nobody is there)
 * == run ARGUMENT...         runs the program
 * == exit STATUS             what it ended with
 * == now TIME                what the clock shows from here on
 * == out                     exactly what stood on stdout (empty if the section is left out)
 * == tail                    exactly the last lines of stdout, as many as are given
 * == err                     exactly what stood on stderr
 * == asked                   what the parent was asked since the last run
 * == holds NAME              a file's content
 * == gone NAME               no such file
 * </pre>
 *
 * <p>{@code ${name}} stands for a value of {@link Vectors#variables}, {@code ${parent}} for the
 * parent's address, {@code ${dead}} for one where nobody listens. {@code #} begins a comment line
 * before the first section.
 */
@DisplayName("The auctioneer's command line")
class TranscriptTest {

  private static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");

  @TempDir Path folder;

  /** A section of a script. */
  private record Section(String verb, String argument, String text) {}

  static Stream<String> transcripts() throws IOException, URISyntaxException {
    URI place = Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts")).toURI();
    try (Stream<Path> files = Files.list(Path.of(place))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void plays(String name) throws IOException {
    try (ScriptedParent parent = new ScriptedParent()) {
      new Play(name, parent).run(script(name));
      assertThat(parent.left()).as("replies that nobody asked for").isZero();
    }
  }

  private static String script(String name) throws IOException {
    try (var in = TranscriptTest.class.getResourceAsStream("/transcripts/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Section> sections(String script) {
    List<Section> sections = new ArrayList<>();
    for (String part : ("\n" + script).split("\n== ", -1)) {
      int end = part.indexOf('\n');
      String head = end < 0 ? part : part.substring(0, end);
      String text = end < 0 ? "" : part.substring(end + 1);
      int space = head.indexOf(' ');
      sections.add(
          new Section(
              space < 0 ? head : head.substring(0, space),
              space < 0 ? "" : head.substring(space + 1),
              text));
    }
    return sections.subList(1, sections.size());
  }

  /** One script's run. */
  private final class Play {

    private final String name;
    private final ScriptedParent parent;
    private final Map<String, String> variables = new HashMap<>(Vectors.variables());
    private String typed = "";
    private String out = "";
    private String err = "";
    private int status = -1;
    private Instant now = NOW;

    Play(String name, ScriptedParent parent) {
      this.name = name;
      this.parent = parent;
      variables.put("parent", parent.url());
      variables.put("dead", "http://127.0.0.1:1");
    }

    void run(String script) throws IOException {
      for (Section section : sections(script)) {
        play(section);
      }
      requireSilence("the end");
    }

    private void play(Section section) throws IOException {
      String text = filled(section.text());
      String label = name + ": " + section.verb() + " " + section.argument();
      switch (section.verb()) {
        case "note" -> {}
        case "file" -> Files.writeString(folder.resolve(section.argument()), text);
        case "reply" -> parent.next(reply(section.argument(), text));
        case "stdin" -> typed = text;
        case "run" -> execute(label, section.argument());
        case "now" -> now = Instant.parse(section.argument());
        case "exit" ->
            assertThat(status)
                .as(label + "\n" + err)
                .isEqualTo(Integer.parseInt(section.argument()));
        case "out" -> {
          assertThat(lines(out)).as(label).isEqualTo(lines(text));
          out = "";
        }
        case "tail" -> {
          List<String> last = lines(text).lines().toList();
          List<String> all = lines(out).lines().toList();
          assertThat(all.subList(Math.max(0, all.size() - last.size()), all.size()))
              .as(label)
              .isEqualTo(last);
          out = "";
        }
        case "err" -> {
          assertThat(lines(err)).as(label).isEqualTo(lines(text));
          err = "";
        }
        case "asked" -> assertThat(lines(asked())).as(label).isEqualTo(lines(text));
        case "holds" ->
            assertThat(folder.resolve(section.argument()))
                .as(label)
                .content()
                .isEqualTo(text.stripTrailing());
        case "gone" -> assertThat(folder.resolve(section.argument())).as(label).doesNotExist();
        default -> throw new AssertionError("no such section: " + label);
      }
    }

    private String asked() {
      StringBuilder asked = new StringBuilder();
      parent.requests().forEach(request -> asked.append(request.strip()).append('\n'));
      return asked.toString();
    }

    /** What a run printed must have been looked at before the next one. */
    private void requireSilence(String where) {
      assertThat(out).as(name + ": unmentioned stdout before " + where).isEmpty();
      assertThat(err).as(name + ": unmentioned stderr before " + where).isEmpty();
    }

    private void execute(String label, String arguments) {
      requireSilence(label);
      parent.requests().clear();
      ByteArrayOutputStream stdout = new ByteArrayOutputStream();
      ByteArrayOutputStream stderr = new ByteArrayOutputStream();
      Terminal terminal =
          new Terminal(
              new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
              new PrintStream(stdout, true, StandardCharsets.UTF_8),
              new PrintStream(stderr, true, StandardCharsets.UTF_8),
              Map.of("SEALED_BID_PARENT", parent.url(), "NO_COLOR", "1"),
              folder,
              !typed.isEmpty(),
              Reminders.never());
      typed = "";
      List<String> words =
          arguments.isEmpty() ? List.of() : List.of(filled(arguments).split(" ", -1));
      status =
          new AuctioneerCommand(ParentClient::httpClient, InstantSource.fixed(now))
              .execute(words, terminal);
      out = stdout.toString(StandardCharsets.UTF_8);
      err = stderr.toString(StandardCharsets.UTF_8);
    }

    /** Without the line feeds at the end, which a section can't show. */
    private static String lines(String text) {
      return text.stripTrailing();
    }

    private String filled(String text) {
      String filled = text;
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      return filled;
    }

    private static ScriptedParent.Reply reply(String argument, String text) {
      boolean problem = argument.endsWith(" problem");
      return new ScriptedParent.Reply(
          Integer.parseInt(argument.substring(0, 3)),
          problem ? "application/problem+json" : "application/json",
          text.strip());
    }
  }
}
