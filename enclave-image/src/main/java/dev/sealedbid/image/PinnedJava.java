package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The pinned JDK as the one that runs this program: it compresses the ramdisks, so its zlib is an
 * input as much as its compiler is.
 */
final class PinnedJava {
  static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  private final Inputs inputs;

  PinnedJava(Inputs inputs) {
    this.inputs = inputs;
  }

  boolean isThisOne() throws IOException {
    return Path.of(System.getProperty("java.home")).toRealPath().equals(inputs.jdk().toRealPath())
        && libraries().equals(System.getenv(LIBRARY_PATH));
  }

  /** Runs this program again on the pinned JDK, with the same arguments. */
  int run(List<String> arguments) {
    return OwnProcess.run(
        inputs.jdk(),
        Map.of(LIBRARY_PATH, libraries()),
        arguments,
        ProcessBuilder.Redirect.INHERIT);
  }

  private String libraries() {
    return inputs.zlib().toString();
  }
}
