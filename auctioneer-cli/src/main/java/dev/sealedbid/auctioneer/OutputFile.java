package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/** Writes a file that the command line names: whole or not at all, and never over another. */
final class OutputFile {

  private OutputFile() {}

  /** Fails before anything is begun if the file holds something already. */
  static void requireFree(Terminal terminal, Path file) {
    if (Files.isDirectory(terminal.resolve(file))) {
      throw CommandFailedException.usage(file + " is a folder", "name a file in it");
    }
    Path folder = terminal.resolve(file).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandFailedException.usage(
          "the folder of " + file + " doesn't exist", "make it first, or name another");
    }
  }

  static void write(Terminal terminal, Path file, byte[] bytes) {
    Path target = terminal.resolve(file).toAbsolutePath();
    try {
      if (Files.exists(target)) {
        requireSame(file, target, bytes);
        return;
      }
      Path draft = Files.createTempFile(target.getParent(), ".auctioneer-cli", ".tmp");
      try {
        Files.write(draft, bytes);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          file + " can't be written (" + e.getClass().getSimpleName() + ")",
          List.of("auctioneer-cli receipt ID --out FILE writes it elsewhere"),
          e);
    }
  }

  private static void requireSame(Path file, Path target, byte[] bytes) throws IOException {
    if (Files.size(target) != bytes.length || !Arrays.equals(Files.readAllBytes(target), bytes)) {
      throw CommandFailedException.refused(
          file + " exists and holds something else; it was left as it is",
          "name another file with --out");
    }
  }
}
