package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program of the machine's or the JDK's; how it is run is the caller's to say. */
@FunctionalInterface
public interface Program {
  /**
   * Runs it to its end with these arguments in a folder.
   *
   * @throws IOException if it can't be run, or fails
   */
  void run(Path folder, List<String> arguments) throws IOException;
}
