package dev.sealedbid.enclave;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JVM flags with which the enclave is started, everywhere: from {@code launch.flags} beside
 * this class, which is measured with the jar.
 */
public final class LaunchFlags {
  private LaunchFlags() {}

  /** The flags in the file's order. */
  public static List<String> shipped() {
    try (InputStream in = LaunchFlags.class.getResourceAsStream("launch.flags")) {
      if (in == null) {
        throw new IllegalStateException("launch.flags is not on the class path");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
