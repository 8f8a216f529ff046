package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run has its sockets and its enclaves: in the folder for temporary files, because a Unix
 * socket's path has at most 107 bytes (Linux, unix(7)) and a clone may lie deep. The state folder
 * has a link to it, by which the next run finds what a run left behind that was killed.
 */
final class RunFolder implements AutoCloseable {
  private static final String PREFIX = "sb-";
  private static final String LINK = "run";

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes one.
   *
   * @throws DemoFailedException if there is no place for it
   */
  static RunFolder of(Path state) {
    try {
      Path path = create(state);
      Files.createSymbolicLink(state.resolve(LINK), path);
      return new RunFolder(path);
    } catch (IOException e) {
      throw new DemoFailedException("can't make a folder for sockets", e);
    }
  }

  private static Path create(Path state) throws IOException {
    try {
      return Files.createTempDirectory(PREFIX);
    } catch (IOException e) {
      return Files.createTempDirectory(state, PREFIX); // nothing can be written to /tmp
    }
  }

  Path path() {
    return path;
  }

  /** Removes what an earlier run with this state folder left. */
  static void removeLeftBy(Path state) throws IOException {
    Path link = state.resolve(LINK);
    if (!Files.isSymbolicLink(link)) {
      return;
    }
    Path left = Files.readSymbolicLink(link);
    Path name = left.getFileName();
    if (left.isAbsolute()
        && name != null
        && name.toString().startsWith(PREFIX)
        && Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS)) {
      delete(left);
    }
    Files.delete(link);
  }

  /** Removes a file or a folder with all that is in it; whoever does the same may be first. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (java.io.UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        all = List.of(root);
      } else {
        throw e.getCause();
      }
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() {
    try {
      delete(path);
    } catch (IOException e) {
      // The next run with this state folder removes it.
    }
  }
}
