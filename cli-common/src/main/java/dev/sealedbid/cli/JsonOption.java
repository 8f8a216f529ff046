package dev.sealedbid.cli;

import picocli.CommandLine.Option;

/** {@code --json}; a picocli mixin. */
public final class JsonOption {
  @Option(names = "--json", description = "Write one JSON object to stdout.")
  private boolean json;

  /** For picocli. */
  public JsonOption() {}

  /** Whether it was given. */
  public boolean isSet() {
    return json;
  }
}
