package dev.sealedbid.parent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Valid terms, as {@code auctioneer-cli terms example} prints them. */
final class ExampleTerms {
  private ExampleTerms() {}

  static byte[] json() {
    try {
      return Files.readAllBytes(Path.of("..", "vectors", "terms", "example.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
