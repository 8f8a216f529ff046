package dev.sealedbid.buyer.image;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads an enclave image that the command line names. */
final class ImageFile {
  private ImageFile() {}

  static EifImage read(Context context, Console console, Path file) {
    Path resolved = context.terminal().resolve(file);
    if (!Files.exists(resolved)) {
      throw CommandFailedException.usage(
          "the image " + file + " doesn't exist", "check the name; relative names start here");
    }
    return console.during("measuring " + file, () -> read(file, resolved));
  }

  private static EifImage read(Path file, Path resolved) {
    try {
      return EifImage.read(resolved);
    } catch (MalformedEifException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " isn't a well-formed enclave image: " + e.getMessage(),
          List.of("don't run or trust it; fetch or build it again"),
          e);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "the image " + file + " can't be read (" + e.getClass().getSimpleName() + ")",
          List.of("check that it is a file and that you may read it"),
          e);
    }
  }
}
