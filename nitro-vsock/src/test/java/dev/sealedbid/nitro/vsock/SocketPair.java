package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** Two ends of one connection over a real Unix socket. */
record SocketPair(Socket client, Socket server) implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(20);

  static SocketPair open(Path folder) throws IOException {
    try (UnixListener listener = UnixSockets.listen(folder.resolve("pair"), 4)) {
      Socket client = UnixSockets.connect(listener.path(), TIMEOUT);
      return new SocketPair(client, listener.accept());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
