package dev.sealedbid.buyer.command;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Writes a file that nobody but its owner may read, and never over another. */
public final class SecretFile {
  private SecretFile() {}

  /** Whether files here have owners' permissions. */
  public static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** Read and written by the owner alone, where the platform knows such. */
  public static FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Refuses to write over a file, before there is anything to write.
   *
   * @throws CommandFailedException USAGE
   */
  public static void requireNew(Terminal terminal, Path file) {
    if (Files.exists(terminal.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file);
    }
  }

  private static CommandFailedException exists(Path file) {
    return CommandFailedException.usage(
        file + " exists already; it was left as it is", "name another file with --out");
  }

  public static void writeNew(Terminal terminal, Path file, byte[] bytes, String what) {
    try (FileChannel channel =
        FileChannel.open(
            terminal.resolve(file),
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            ownerOnly())) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          what + " can't be written to " + file + " (" + e.getClass().getSimpleName() + ")",
          List.of("name a place that you may write to with --out"),
          e);
    }
  }
}
