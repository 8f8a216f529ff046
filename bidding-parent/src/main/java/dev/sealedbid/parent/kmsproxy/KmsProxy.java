package dev.sealedbid.parent.kmsproxy;

import dev.sealedbid.nitro.vsock.VsockConnection;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.parent.settings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The enclave's only way out: an HTTP CONNECT proxy that reaches the destinations of an allow-list
 * and no other. TLS ends in the enclave; the bytes that pass are neither looked at nor kept. A
 * destination is compared as it is written (host in lower case, and port): no name outside the list
 * is ever resolved.
 */
public final class KmsProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KmsProxy.class);

  private final VsockListener listener;
  private final OptionalInt onlyCid;
  private final Set<HostPort> allowed;
  private final ProxyLimits limits;
  private final ThreadFactory threads;
  private final Semaphore slots;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A proxy on an open listener, which it owns from now on.
   *
   * @param onlyCid the CID whose connections are taken, where peers have one; empty takes all
   * @param threads makes the threads that tunnels run on, two for each
   */
  public KmsProxy(
      VsockListener listener,
      OptionalInt onlyCid,
      Set<HostPort> allowed,
      ProxyLimits limits,
      ThreadFactory threads) {
    this.listener = listener;
    this.onlyCid = onlyCid;
    this.allowed = Set.copyOf(allowed);
    this.limits = limits;
    this.threads = threads;
    this.slots = new Semaphore(limits.connections());
  }

  /** Starts taking connections. */
  public void start() {
    threads.newThread(this::accept).start();
  }

  private void accept() {
    while (!closed.get()) {
      try {
        take(listener.accept());
      } catch (IOException e) {
        if (!closed.get()) {
          LOG.warn("kms-proxy: a connection couldn't be accepted");
        }
      }
    }
  }

  private void take(VsockConnection connection) {
    Socket client = connection.socket();
    OptionalInt peer = connection.peerCid();
    if (onlyCid.isPresent() && peer.isPresent() && peer.getAsInt() != onlyCid.getAsInt()) {
      LOG.warn("kms-proxy: refused a connection from CID {}", peer.getAsInt());
      close(client);
      return;
    }
    if (!slots.tryAcquire()) {
      LOG.warn("kms-proxy: refused a connection, {} are open", limits.connections());
      answer(client, "503 Service Unavailable");
      close(client);
      return;
    }
    open.add(client);
    threads.newThread(() -> serve(client)).start();
  }

  private void serve(Socket client) {
    try {
      client.setSoTimeout((int) limits.head().toMillis());
      Optional<HostPort> destination = ConnectRequest.read(client.getInputStream());
      if (destination.isEmpty()) {
        answer(client, "405 Method Not Allowed");
      } else if (!allowed.contains(destination.get())) {
        LOG.warn("kms-proxy: refused {}, which isn't in the allow-list", destination.get());
        answer(client, "403 Forbidden");
      } else {
        tunnel(client, destination.get());
      }
    } catch (ConnectRequest.HeadTooLongException e) {
      answer(client, "431 Request Header Fields Too Large");
    } catch (SocketTimeoutException e) {
      answer(client, "408 Request Timeout");
    } catch (IOException e) {
      LOG.debug("kms-proxy: a connection ended early");
    } finally {
      close(client);
      slots.release();
    }
  }

  private void tunnel(Socket client, HostPort destination) throws IOException {
    Optional<Socket> connected = connect(destination);
    if (connected.isEmpty()) {
      LOG.warn("kms-proxy: {} can't be reached", destination);
      answer(client, "502 Bad Gateway");
      return;
    }
    Socket server = connected.get();
    open.add(server);
    try {
      server.setTcpNoDelay(true);
      answer(client, "200 Connection Established");
      new Tunnel(client, server, limits.idle()).run(threads);
    } finally {
      close(server);
    }
  }

  private Optional<Socket> connect(HostPort destination) throws IOException {
    for (InetAddress address : addresses(destination)) {
      Socket server = new Socket();
      try {
        server.connect(
            new InetSocketAddress(address, destination.port()), (int) limits.connect().toMillis());
        return Optional.of(server);
      } catch (IOException e) {
        server.close();
      }
    }
    return Optional.empty();
  }

  private static InetAddress[] addresses(HostPort destination) {
    try {
      return InetAddress.getAllByName(destination.host());
    } catch (UnknownHostException e) {
      return new InetAddress[0];
    }
  }

  private static void answer(Socket client, String status) {
    try {
      client
          .getOutputStream()
          .write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
    } catch (IOException e) {
      LOG.debug("kms-proxy: a client didn't wait for its answer");
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("kms-proxy: a socket didn't close");
    }
  }

  /** Stops listening and closes every tunnel. */
  @Override
  public void close() {
    closed.set(true);
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("kms-proxy: the listener didn't close");
    }
    open.forEach(this::close);
  }
}
