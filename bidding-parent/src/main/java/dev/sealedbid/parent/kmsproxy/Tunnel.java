package dev.sealedbid.parent.kmsproxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * Two sockets with the bytes of each going to the other, until the client goes or either is silent
 * too long. When the server is done first, all that it sent still arrives.
 */
final class Tunnel {
  private static final int BUFFER_LENGTH = 16_384;

  private final Socket client;
  private final Socket server;

  Tunnel(Socket client, Socket server, Duration idle) throws IOException {
    this.client = client;
    this.server = server;
    client.setSoTimeout((int) idle.toMillis());
    server.setSoTimeout((int) idle.toMillis());
  }

  /**
   * Runs one direction on this thread and the other on one of its own; both have ended when it
   * returns.
   */
  void run(ThreadFactory threads) {
    Thread back = threads.newThread(() -> pump(server, client));
    back.start();
    pump(client, server);
    // The enclave has gone: nobody is left to read what KMS might still send.
    close(server);
    close(client);
    try {
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      byte[] buffer = new byte[BUFFER_LENGTH];
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One direction broken or silent too long: a TLS connection is of no use with the other
      // alone.
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed as far as anyone here can close it.
      return;
    }
  }
}
