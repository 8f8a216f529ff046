package dev.sealedbid.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --parent URL}, or {@code SEALED_BID_PARENT}; a picocli mixin. */
public final class ParentOption {
  @Option(
      names = "--parent",
      paramLabel = "URL",
      description =
          "The parent's address; otherwise SEALED_BID_PARENT, otherwise http://127.0.0.1:8080.")
  private @Nullable String parent;

  /** For picocli. */
  public ParentOption() {}

  /**
   * The address that is named, or the default.
   *
   * @throws CommandFailedException USAGE, if it isn't a URL
   */
  public URI uri(Terminal terminal) {
    String text =
        parent != null
            ? parent
            : terminal.variable("SEALED_BID_PARENT").orElse(ParentClient.DEFAULT_PARENT.toString());
    try {
      return new URI(text);
    } catch (java.net.URISyntaxException e) {
      throw CommandFailedException.usage(
          "'" + text + "' isn't a URL", "it looks like " + ParentClient.DEFAULT_PARENT);
    }
  }
}
