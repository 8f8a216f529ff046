package dev.sealedbid.buyer.command;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that the command line names. */
public final class InputFile {
  private InputFile() {}

  public static byte[] read(Terminal terminal, Path file, int limit, String what) {
    try (InputStream in = Files.newInputStream(terminal.resolve(file))) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw CommandFailedException.usage(
            what + " " + file + " is longer than " + limit + " bytes", "is it the right file?");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw CommandFailedException.usage(
          what + " " + file + " doesn't exist", "check the name; relative names start here");
    } catch (IOException e) {
      throw CommandFailedException.usage(
          what + " " + file + " can't be read (" + e.getClass().getSimpleName() + ")",
          "check that it is a file and that you may read it");
    }
  }
}
