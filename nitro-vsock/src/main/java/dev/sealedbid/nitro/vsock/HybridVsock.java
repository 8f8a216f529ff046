package dev.sealedbid.nitro.vsock;

import java.nio.file.Path;

/**
 * A hybrid vsock address: the host's side of a guest's vsock device, served over Unix sockets as
 * Firecracker and vhost-device-vsock do.
 *
 * @param path the guest's Unix socket; the guest's connections to port P of the host arrive at
 *     {@code path_P}
 * @param port the vsock port, 1 to 2^31-1
 */
public record HybridVsock(Path path, int port) implements VsockAddress {

  /**
   * Checks path and port.
   *
   * @throws IllegalArgumentException if the path is empty or, with the port's suffix, longer than a
   *     Unix socket's path may be (107 bytes), or if the port isn't positive
   */
  public HybridVsock {
    VsockAddressText.requireVsockPort(port);
    UnixPath.requireFits(listeningPath(path, port));
  }

  /** Where the host listens for what the guest connects to: {@code path_port}. */
  public Path listeningPath() {
    return listeningPath(path, port);
  }

  private static Path listeningPath(Path path, int port) {
    Path name = path.getFileName();
    if (name == null || name.toString().isEmpty()) {
      throw new IllegalArgumentException("the path of a hybrid vsock address is empty");
    }
    return path.resolveSibling(name + "_" + port);
  }

  @Override
  public String toString() {
    return "unix:" + path + ":" + port;
  }
}
