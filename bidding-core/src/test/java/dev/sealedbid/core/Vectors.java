package dev.sealedbid.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Reads the golden vectors at the top of the repository. */
public final class Vectors {
  private static final Path FOLDER = Path.of("..", "vectors");

  private Vectors() {}

  public static byte[] bytes(String path) {
    try {
      return Files.readAllBytes(FOLDER.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  public static List<String> lines(String path) {
    return text(path).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** Hexadecimal digits with comments. */
  public static byte[] hex(String path) {
    return HexFormat.of().parseHex(String.join("", lines(path)).replaceAll("\\s", ""));
  }
}
