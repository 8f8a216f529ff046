package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A Unix socket in the file system, private to its user, and removed when it is closed. */
final class FdUnixListener implements UnixListener {

  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Set<PosixFilePermission> PRIVATE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final FdListener listener;
  private final Path path;
  private final @Nullable Object fileKey;

  private FdUnixListener(FdListener listener, Path path, @Nullable Object fileKey) {
    this.listener = listener;
    this.path = path;
    this.fileKey = fileKey;
  }

  static FdUnixListener listen(Kernel kernel, Path path, int backlog) throws IOException {
    try {
      return bind(kernel, path, backlog);
    } catch (BindException taken) {
      if (!isAbandonedSocket(kernel, path)) {
        throw taken;
      }
      Files.deleteIfExists(path);
      return bind(kernel, path, backlog);
    }
  }

  private static FdUnixListener bind(Kernel kernel, Path path, int backlog) throws IOException {
    AtomicBoolean bound = new AtomicBoolean();
    boolean done = false;
    try (Memory address = NativeAddress.of(path)) {
      FdListener listener =
          FdListener.listen(
              kernel,
              LinuxKernel.AF_UNIX,
              address,
              backlog,
              "unix:" + path,
              () -> {
                bound.set(true);
                Files.setPosixFilePermissions(path, PRIVATE);
              });
      done = true;
      return new FdUnixListener(listener, path, fileKey(path));
    } finally {
      if (bound.get() && !done) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** A socket file that refuses connections has no process behind it any more. */
  private static boolean isAbandonedSocket(Kernel kernel, Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || !attributes(path).isOther()) {
      return false;
    }
    try (Socket probe = new FdConnector(kernel).unix(path, PROBE)) {
      return probe.isClosed();
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static @Nullable Object fileKey(Path path) throws IOException {
    return attributes(path).fileKey();
  }

  @Override
  public Socket accept() throws IOException {
    return listener.accept().socket();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      // Another listener may have taken the path since; that file isn't ours.
      if (Objects.equals(fileKey, fileKey(path))) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      // Somebody removed it before: nothing is left to do.
    }
  }
}
