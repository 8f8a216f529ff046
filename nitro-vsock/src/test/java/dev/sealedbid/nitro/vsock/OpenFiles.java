package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many sockets and eventfds this process holds, by /proc. */
final class OpenFiles {

  private OpenFiles() {}

  static long count() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(OpenFiles::isSocketOrEvent).count();
    }
  }

  private static boolean isSocketOrEvent(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:") || target.equals("anon_inode:[eventfd]");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
