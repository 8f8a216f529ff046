package dev.sealedbid.e2e;

import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a parent and its enclave, and ends the parent at the worst moment: the enclave has
 * answered a request of one kind, and the parent hasn't heard it; or wherever a {@link Tap} says.
 */
final class PowerCut implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LINE_FEED = '\n';

  private final ServerSocketChannel listener;
  private final HybridVsock enclave;
  private final Tap tap;
  private final ExecutorService threads = Executors.newCachedThreadPool(HostileEgress::daemon);
  private final AtomicReference<Reply> lost = new AtomicReference<>();
  private volatile Optional<MessageType> at = Optional.empty();
  private volatile Runnable cut = () -> {};

  /**
   * Serves there as the enclave's vsock.
   *
   * @param path a Unix socket that isn't there yet
   * @param tap sees every frame: before it reaches the enclave, and when it was answered
   */
  PowerCut(Path path, HybridVsock enclave, Tap tap) throws IOException {
    this.enclave = enclave;
    this.tap = tap;
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    threads.execute(this::serve);
  }

  /** The next answer to a request of that kind gets lost, and the parent with it. */
  void at(MessageType request, Runnable end) {
    cut = end;
    at = Optional.of(request);
  }

  /** What the enclave had answered when the parent ended. */
  Reply lost() {
    Reply reply = lost.get();
    if (reply == null) {
      throw new AssertionError("the power wasn't cut");
    }
    return reply;
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel parent = listener.accept();
        threads.execute(() -> relay(parent));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void relay(SocketChannel parent) {
    try (parent;
        Socket real = VsockSockets.connect(enclave, CONNECT)) {
      InputStream fromParent = Channels.newInputStream(parent);
      OutputStream toParent = Channels.newOutputStream(parent);
      while (fromParent.read() != LINE_FEED) {
        // CONNECT PORT, which is the enclave's.
      }
      toParent.write("OK 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      while (true) {
        Frame request = FrameCodec.read(fromParent, MessageType.Kind.REQUEST);
        if (!tap.passes("before " + request.type())) {
          return;
        }
        FrameCodec.write(real.getOutputStream(), request);
        Frame answer = FrameCodec.read(real.getInputStream(), MessageType.Kind.REPLY);
        if (!tap.passes("after " + request.type())) {
          return;
        }
        if (at.equals(Optional.of(request.type()))) {
          at = Optional.empty();
          lost.set(Reply.decode(answer));
          cut.run();
          return;
        }
        FrameCodec.write(toParent, answer);
      }
    } catch (IOException | MalformedFrameException e) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
