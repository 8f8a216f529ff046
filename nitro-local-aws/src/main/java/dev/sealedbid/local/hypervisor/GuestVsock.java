package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.UnixListener;
import dev.sealedbid.nitro.vsock.UnixSockets;
import dev.sealedbid.nitro.vsock.VsockAddress;
import dev.sealedbid.nitro.vsock.VsockConnection;
import dev.sealedbid.nitro.vsock.VsockListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The guest's side of a hybrid vsock device: listens at the device's socket, answers the host's
 * {@code CONNECT port} with {@code OK port}, and hands the connection to the listener of that port;
 * what the guest connects to on port P of the host goes to {@code path_P}. Thread-safe.
 *
 * <p>Peers have no CID here: whoever may open the socket, which lies in a private folder, is the
 * host.
 */
public final class GuestVsock implements AutoCloseable {
  private static final Pattern CONNECT = Pattern.compile("CONNECT ([0-9]{1,10})");
  private static final int LONGEST_LINE = 32;
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final int BACKLOG = 128;
  private static final int MAX_HANDSHAKES = 64;

  private final Path path;
  private @Nullable UnixListener device;
  private final Map<Integer, PortListener> listeners = new ConcurrentHashMap<>();
  private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);

  private GuestVsock(Path path) {
    this.path = path;
  }

  /**
   * The device of that socket. It is bound with the first listener: a host that finds the socket
   * also finds somebody listening.
   */
  public static GuestVsock at(Path path) {
    return new GuestVsock(path);
  }

  /**
   * Listens on a port of the guest.
   *
   * @throws java.net.BindException if this guest listens there already, or the device's path is
   *     taken
   * @throws IOException if the device can't be bound
   */
  public synchronized VsockListener listen(int port) throws IOException {
    PortListener listener = new PortListener(new HybridVsock(path, port));
    if (listeners.putIfAbsent(port, listener) != null) {
      throw new BindException("port " + port + " is taken");
    }
    if (device == null) {
      try {
        UnixListener bound = UnixSockets.listen(path, BACKLOG);
        device = bound;
        daemon("vsock-accept", () -> acceptAll(bound));
      } catch (IOException e) {
        listeners.remove(port);
        throw e;
      }
    }
    return listener;
  }

  /**
   * Connects to a port of the host.
   *
   * @throws IOException if nobody listens there
   */
  public Socket connect(int port, Duration timeout) throws IOException {
    return UnixSockets.connect(new HybridVsock(path, port).listeningPath(), timeout);
  }

  private void acceptAll(UnixListener bound) {
    try {
      while (true) {
        Socket socket = bound.accept();
        if (handshakes.tryAcquire()) {
          daemon("vsock-handshake", () -> handshakeThenRelease(socket));
        } else {
          closeQuietly(socket);
        }
      }
    } catch (IOException e) {
      closeListeners();
    }
  }

  // A peer that says nothing must not hold up the others, so each handshake has its own thread.
  private void handshakeThenRelease(Socket socket) {
    try {
      if (!handshake(socket)) {
        closeQuietly(socket);
      }
    } catch (IOException e) {
      closeQuietly(socket);
    } finally {
      handshakes.release();
    }
  }

  private boolean handshake(Socket socket) throws IOException {
    socket.setSoTimeout(HANDSHAKE_MILLIS);
    Matcher line = CONNECT.matcher(readLine(socket.getInputStream()));
    if (!line.matches()) {
      return false;
    }
    long port = Long.parseLong(line.group(1));
    PortListener listener = port <= Integer.MAX_VALUE ? listeners.get((int) port) : null;
    if (listener == null) {
      return false;
    }
    socket.getOutputStream().write(("OK " + port + "\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    socket.setSoTimeout(0);
    return listener.offer(socket);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() >= LONGEST_LINE) {
        throw new IOException("no CONNECT line");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void closeListeners() {
    listeners.values().forEach(PortListener::close);
  }

  /** Unbinds the device and closes its listeners. */
  @Override
  public synchronized void close() throws IOException {
    if (device != null) {
      device.close();
    }
    closeListeners();
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The peer is gone already.
    }
  }

  private final class PortListener implements VsockListener {
    private final HybridVsock address;
    // An empty element wakes whoever waits in accept() when the listener is closed.
    private final BlockingQueue<Optional<Socket>> waiting = new ArrayBlockingQueue<>(BACKLOG);
    private volatile boolean closed;

    PortListener(HybridVsock address) {
      this.address = address;
    }

    boolean offer(Socket socket) {
      return !closed && waiting.offer(Optional.of(socket));
    }

    @Override
    public VsockConnection accept() throws IOException {
      try {
        Optional<Socket> next = closed ? Optional.empty() : waiting.take();
        if (next.isEmpty()) {
          waiting.offer(next);
          throw new SocketException("Socket closed");
        }
        return new VsockConnection(next.get(), OptionalInt.empty());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketException("Socket closed");
      }
    }

    @Override
    public VsockAddress address() {
      return address;
    }

    @Override
    public void close() {
      closed = true;
      listeners.remove(address.port(), this);
      for (Optional<Socket> socket = waiting.poll(); socket != null; socket = waiting.poll()) {
        socket.ifPresent(GuestVsock::closeQuietly);
      }
      waiting.offer(Optional.empty());
    }
  }
}
