package dev.sealedbid.image.jars;

import java.util.Locale;

/**
 * A jar of the lock file.
 *
 * @param use what it is there for
 * @param sha256 of its bytes, in lower-case hexadecimal
 * @param path where it lies in a Maven repository: {@code org/slf4j/slf4j-api/2.0.18/…}
 */
public record LockedJar(Use use, String sha256, String path) {
  /** What a jar is there for. */
  public enum Use {
    /** It ships: the enclave's class path, measured. */
    ENCLAVE,
    /** Only the compiler reads it: annotations that class files name. */
    COMPILER,
    /** The image builder runs on it, as it does on those that ship. */
    BUILDER;

    /** As the lock file has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._+-]*";

  /**
   * Checks what a lock file says of a jar.
   *
   * @throws IllegalArgumentException if the digest isn't one, or the path could lead elsewhere
   */
  public LockedJar {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("this is no SHA-256: " + sha256);
    }
    if (!path.matches("(" + SEGMENT + "/)+" + SEGMENT + "\\.jar")) {
      throw new IllegalArgumentException("this is no jar's path in a Maven repository: " + path);
    }
  }

  /** The file's name. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
