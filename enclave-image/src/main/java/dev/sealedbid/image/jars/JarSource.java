package dev.sealedbid.image.jars;

import java.io.IOException;
import java.util.Optional;

/**
 * Somewhere that jars can be had from. Nothing that it answers is believed: {@link JarStore}
 * compares.
 */
public interface JarSource {
  /** The most bytes that a jar may have: 64 MiB. */
  int MAX_LENGTH = 64 << 20;

  /** What it is called when it is talked about. */
  String name();

  /**
   * The file at a path of the Maven layout; empty if it isn't there.
   *
   * @throws IOException if it can't be had, or is longer than {@link #MAX_LENGTH}
   */
  Optional<byte[]> get(String path) throws IOException;
}
