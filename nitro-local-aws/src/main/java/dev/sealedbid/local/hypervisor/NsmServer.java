package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.NsmRequest;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves one enclave's NSM over a Unix socket. Only a peer that shows the token, which the
 * hypervisor wrote to the enclave's standard input, is answered: another process that finds the
 * socket gets no documents.
 */
final class NsmServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 16;

  private final ServerSocketChannel listener;
  private final LocalNsm nsm;
  private final byte[] token;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  private NsmServer(ServerSocketChannel listener, LocalNsm nsm, byte[] token) {
    this.listener = listener;
    this.nsm = nsm;
    this.token = token.clone();
  }

  static NsmServer start(Path socket, LocalNsm nsm, byte[] token) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    NsmServer server = new NsmServer(listener, nsm, token);
    server.thread("nsm-accept", server::accept);
    return server;
  }

  private void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (listener.isOpen()) {
        SocketChannel connection = listener.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          connection.close();
          continue;
        }
        connections.add(connection);
        thread("nsm-serve", () -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: the enclave has ended.
      close();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        DataInputStream in = new DataInputStream(Channels.newInputStream(connection));
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(connection), 1 << 14))) {
      byte[] shown = new byte[NsmWire.TOKEN_LENGTH];
      in.readFully(shown);
      if (!MessageDigest.isEqual(token, shown)) {
        return;
      }
      while (true) {
        NsmWire.write(out, nsm.exchange(NsmWire.read(in, NsmRequest.MAX_LENGTH)));
      }
    } catch (IOException e) {
      // The guest hung up, or sent what no guest sends: either way the connection is over.
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    connections.forEach(NsmServer::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Nothing is lost: the file descriptor goes with the process at the latest.
    }
  }
}
