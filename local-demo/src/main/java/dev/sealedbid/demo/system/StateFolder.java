package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run keeps its files and logs. One run has it at a time: a lock says so, which the kernel
 * lets go of when the run ends, however it ends. What is left of an earlier run is removed when the
 * next one takes it.
 */
public final class StateFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  /** What runs of versions without a lock left behind. */
  private static final String LOGS = "logs";

  private final Path directory;
  private final FileChannel channel;

  private StateFolder(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the folder, makes it if need be, and empties it.
   *
   * @throws DemoFailedException if another run has it, if it holds what no run has put there, or if
   *     it can't be written
   */
  static StateFolder take(Path directory) {
    try {
      Files.createDirectories(directory);
      requireOurs(directory);
      StateFolder taken = lock(directory);
      try {
        taken.empty();
        Files.createDirectories(directory.resolve(LOGS));
        return taken;
      } catch (IOException e) {
        taken.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DemoFailedException(
          "can't write to " + directory + " (" + e.getClass().getSimpleName() + ")",
          e,
          "name a folder that can be written with --state");
    }
  }

  /**
   * Fails early where another run has the folder.
   *
   * @throws DemoFailedException if another process has it
   */
  public static void requireFree(Path directory) throws IOException {
    if (Files.exists(directory.resolve(LOCK))) {
      lock(directory).close();
    }
  }

  private static StateFolder lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw takenBy(directory, channel);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return new StateFolder(directory, channel);
    } catch (OverlappingFileLockException e) {
      DemoFailedException taken = takenBy(directory, channel);
      channel.close();
      throw taken;
    } catch (IOException | DemoFailedException e) {
      channel.close();
      throw e;
    }
  }

  private static DemoFailedException takenBy(Path directory, FileChannel channel)
      throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    String holder = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    return new DemoFailedException(
        "another demo or up is using "
            + directory
            + (holder.isEmpty() ? "" : ", as process " + holder),
        "let it end (\"up\": ./sealed-bid down), or give this one a folder of its own with"
            + " --state");
  }

  /** Whatever is in it will be removed: a home folder named by mistake must stay. */
  private static void requireOurs(Path directory) throws IOException {
    boolean ours =
        Files.exists(directory.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
            || Files.isDirectory(directory.resolve(LOGS));
    if (!ours && !entries(directory).isEmpty()) {
      throw new DemoFailedException(
          directory + " holds files that are no earlier run's, and a run empties its folder first",
          "name an empty folder, or one that isn't there yet, with --state");
    }
  }

  private void empty() throws IOException {
    RunFolder.removeLeftBy(directory);
    for (Path entry : entries(directory)) {
      if (!entry.endsWith(LOCK)) {
        RunFolder.delete(entry);
      }
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  /** Lets the next run have it; its files stay, to be looked at. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel lets go of the lock with this process at the latest.
    }
  }
}
