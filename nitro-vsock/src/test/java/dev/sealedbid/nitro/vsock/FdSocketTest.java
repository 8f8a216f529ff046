package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A socket over a file descriptor")
@Timeout(60)
class FdSocketTest {

  @TempDir Path folder;
  private SocketPair pair;
  private ExecutorService threads;

  @BeforeEach
  void open() throws IOException {
    pair = SocketPair.open(folder);
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
    threads.shutdownNow();
  }

  @Test
  void carries_megabytes_both_ways_at_once() throws Exception {
    byte[] there = new byte[5_000_000];
    byte[] back = new byte[3_000_001];
    new Random(1).nextBytes(there);
    new Random(2).nextBytes(back);
    Future<?> writer = threads.submit(() -> send(pair.client(), there));
    Future<?> writer2 = threads.submit(() -> send(pair.server(), back));
    Future<byte[]> reader =
        threads.submit(() -> pair.client().getInputStream().readNBytes(back.length));
    assertThat(pair.server().getInputStream().readNBytes(there.length)).isEqualTo(there);
    assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(back);
    writer.get(30, TimeUnit.SECONDS);
    writer2.get(30, TimeUnit.SECONDS);
  }

  private static Void closed(Socket socket) throws IOException {
    socket.close();
    return null;
  }

  private static Void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return null;
  }

  @Test
  void a_peer_that_closes_is_the_end_of_the_stream_after_its_last_byte() throws IOException {
    pair.client().getOutputStream().write(new byte[] {7, (byte) 0xFF});
    pair.client().close();
    InputStream input = pair.server().getInputStream();
    assertThat(input.read()).isEqualTo(7);
    assertThat(input.read()).isEqualTo(0xFF);
    assertThat(input.read()).isEqualTo(-1);
    assertThat(input.read(new byte[3])).isEqualTo(-1);
  }

  @Test
  void writing_to_a_peer_that_closed_is_a_broken_pipe_and_no_signal() throws IOException {
    pair.client().close();
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> pair.server().getOutputStream().write(1))
        .withMessage("Broken pipe");
  }

  @Test
  void a_read_that_times_out_leaves_the_socket_usable() throws IOException {
    pair.server().setSoTimeout(20);
    InputStream input = pair.server().getInputStream();
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(input::read)
        .withMessage("Read timed out");
    pair.client().getOutputStream().write(42);
    assertThat(input.read()).isEqualTo(42);
    assertThat(pair.server().getSoTimeout()).isEqualTo(20);
  }

  @Test
  void closing_wakes_a_blocked_reader() throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread reader = start(() -> pair.server().getInputStream().read(), outcome);
    awaitNativeWait(reader);
    pair.server().close();
    assertThat(outcome.get(20, TimeUnit.SECONDS))
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
  }

  @Test
  void closing_wakes_a_blocked_writer() throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread writer = start(() -> pair.server().getOutputStream().write(new byte[64 << 20]), outcome);
    awaitNativeWait(writer);
    pair.server().close();
    assertThat(outcome.get(20, TimeUnit.SECONDS))
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
  }

  /** What a thread of a test does. */
  private interface Action {
    void run() throws IOException;
  }

  private static Thread start(Action action, CompletableFuture<Throwable> outcome) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
                outcome.completeExceptionally(new AssertionError("nothing was thrown"));
              } catch (IOException e) {
                outcome.complete(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Until the thread stands in LinuxKernel.poll: only there it is truly blocked. */
  private static void awaitNativeWait(Thread thread) {
    while (true) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (frame.getClassName().equals(Libc.class.getName())
            && frame.getMethodName().equals("poll")) {
          return;
        }
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void shutting_output_down_ends_the_peers_stream_and_not_ones_own() throws IOException {
    pair.client().shutdownOutput();
    assertThat(pair.client().isOutputShutdown()).isTrue();
    assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
    pair.server().getOutputStream().write(9);
    assertThat(pair.client().getInputStream().read()).isEqualTo(9);
    assertThatThrownBy(() -> pair.client().getOutputStream().write(1))
        .isInstanceOf(SocketException.class);
  }

  @Test
  void shutting_input_down_ends_ones_own_stream() throws IOException {
    pair.client().shutdownInput();
    assertThat(pair.client().isInputShutdown()).isTrue();
    assertThat(pair.client().getInputStream().read()).isEqualTo(-1);
  }

  /** TLS drains a socket that it closes until nothing is available: else it spins for ever. */
  @Test
  void available_says_nothing_once_the_input_is_shut_down() throws IOException {
    pair.server().getOutputStream().write(new byte[10]);
    InputStream input = pair.client().getInputStream();
    assertThat(input.available()).isEqualTo(10);
    pair.client().shutdownInput();
    assertThat(input.available()).isZero();
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void available_says_what_can_be_read_without_blocking() throws IOException {
    OutputStream output = pair.client().getOutputStream();
    InputStream input = pair.server().getInputStream();
    assertThat(input.available()).isZero();
    output.write(new byte[10]);
    assertThat(input.available()).isEqualTo(10);
    assertThat(input.read()).isZero();
    assertThat(input.available()).isEqualTo(9);
  }

  @Test
  void closing_a_stream_closes_the_socket_and_closing_twice_is_nothing() throws IOException {
    pair.client().getInputStream().close();
    assertThat(pair.client().isClosed()).isTrue();
    pair.client().close();
    assertThatThrownBy(() -> pair.client().getOutputStream())
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
    assertThatThrownBy(() -> pair.client().setSoTimeout(1)).isInstanceOf(SocketException.class);
  }

  @Test
  void takes_the_options_that_libraries_set_and_refuses_what_it_cannot_do() throws IOException {
    Socket socket = pair.client();
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setReuseAddress(true);
    socket.setSoLinger(true, 1);
    socket.setReceiveBufferSize(1);
    socket.setSendBufferSize(1);
    socket.setTrafficClass(1);
    socket.setOOBInline(true);
    socket.setPerformancePreferences(1, 2, 3);
    assertThat(socket.getSoLinger()).isEqualTo(-1);
    assertThat(socket.getTcpNoDelay()).isTrue();
    assertThat(socket.getKeepAlive()).isFalse();
    assertThat(socket.getReuseAddress()).isFalse();
    assertThat(socket.getOOBInline()).isFalse();
    assertThat(socket.getTrafficClass()).isZero();
    assertThat(socket.getSendBufferSize()).isPositive();
    assertThat(socket.getReceiveBufferSize()).isPositive();
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.isBound()).isTrue();
    assertThat(socket.getInetAddress()).isNull();
    assertThat(socket.getChannel()).isNull();
    assertThat(socket.getPort()).isZero();
    assertThat(socket.getLocalPort()).isZero();
    assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
    assertThat(socket.getRemoteSocketAddress()).hasToString("unix:" + folder.resolve("pair"));
    assertThat(socket.getLocalSocketAddress()).isEqualTo(new FdSocketAddress("local"));
    assertThat(socket.toString()).contains("unix:");
    assertThat(socket.supportedOptions()).isEmpty();
    assertThatThrownBy(() -> socket.sendUrgentData(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.bind(null)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.connect(new InetSocketAddress(1)))
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.connect(new InetSocketAddress(1), 1))
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.setOption(StandardSocketOptions.SO_RCVBUF, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> socket.getOption(StandardSocketOptions.SO_RCVBUF))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> socket.setSoTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void two_hundred_connections_leave_no_descriptor_behind() throws IOException {
    pair.close();
    long before = OpenFiles.count();
    for (int i = 0; i < 200; i++) {
      try (SocketPair one = SocketPair.open(folder)) {
        one.client().getOutputStream().write(i);
        assertThat(one.server().getInputStream().read()).isEqualTo(i);
      }
    }
    assertThat(OpenFiles.count()).isEqualTo(before);
  }

  @Test
  void closing_under_readers_never_reads_from_another_connection() throws Exception {
    long before = OpenFiles.count();
    for (int round = 0; round < 100; round++) {
      SocketPair first = SocketPair.open(folder);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(threads.submit(() -> first.server().getInputStream().read()));
      }
      Future<?> closer = threads.submit(() -> closed(first.server()));
      try (SocketPair second = SocketPair.open(folder)) {
        second.client().getOutputStream().write(99);
        closer.get(20, TimeUnit.SECONDS);
        for (Future<Integer> reader : readers) {
          assertThatExceptionOfType(ExecutionException.class)
              .isThrownBy(() -> reader.get(20, TimeUnit.SECONDS))
              .withCauseInstanceOf(SocketException.class);
        }
        assertThat(second.server().getInputStream().read()).isEqualTo(99);
      }
      first.close();
    }
    assertThat(OpenFiles.count()).isEqualTo(before);
  }
}
