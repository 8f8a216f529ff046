package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

@DisplayName("Connecting and listening")
@Timeout(60)
class VsockSocketsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;

  private static void assertTalks(Socket one, Socket other) throws IOException {
    one.getOutputStream().write(1);
    assertThat(other.getInputStream().read()).isEqualTo(1);
    other.getOutputStream().write(2);
    assertThat(one.getInputStream().read()).isEqualTo(2);
  }

  @Nested
  @DisplayName("over TCP")
  class Tcp {

    @Test
    void port_0_becomes_a_real_one() throws IOException {
      try (VsockListener listener = VsockSockets.listen(VsockAddress.parse("tcp:127.0.0.1:0"), 8);
          Socket client = VsockSockets.connect(listener.address(), TIMEOUT)) {
        VsockConnection connection = listener.accept();
        try (Socket server = connection.socket()) {
          assertThat(listener.address().port()).isPositive();
          assertThat(connection.peerCid()).isEmpty();
          assertTalks(client, server);
        }
      }
    }

    @Test
    void nobody_there_is_said_so() throws IOException {
      VsockListener listener = VsockSockets.listen(new TcpAddress("localhost", 0), 1);
      VsockAddress address = listener.address();
      listener.close();
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> VsockSockets.connect(address, TIMEOUT))
          .withMessage("nobody listens at " + address + " (connection refused)");
    }

    @Test
    void a_taken_port_is_said_so() throws IOException {
      try (VsockListener listener = VsockSockets.listen(new TcpAddress("localhost", 0), 1)) {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> VsockSockets.listen(listener.address(), 1))
            .withMessage(listener.address() + " is already in use");
      }
    }

    @Test
    void port_0_cannot_be_connected_to() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockSockets.connect(new TcpAddress("localhost", 0), TIMEOUT));
    }
  }

  @Nested
  @DisplayName("over hybrid vsock")
  class Hybrid {

    @Test
    void connecting_asks_the_guest_for_the_port() throws Exception {
      Path path = folder.resolve("vm");
      try (UnixListener guest = UnixSockets.listen(path, 8)) {
        CompletableFuture<Socket> served =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    Socket socket = guest.accept();
                    int port = HybridHandshake.readRequest(socket, TIMEOUT);
                    assertThat(port).isEqualTo(5005);
                    HybridHandshake.accept(socket, port);
                    return socket;
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        try (Socket host = VsockSockets.connect(new HybridVsock(path, 5005), TIMEOUT);
            Socket server = served.get(20, TimeUnit.SECONDS)) {
          assertThat(host.getSoTimeout()).isZero();
          assertTalks(host, server);
        }
      }
    }

    @Test
    void listening_binds_beside_the_guests_socket() throws IOException {
      HybridVsock address = new HybridVsock(folder.resolve("vm"), 8000);
      try (VsockListener listener = VsockSockets.listen(address, 8);
          Socket guest = UnixSockets.connect(folder.resolve("vm_8000"), TIMEOUT)) {
        VsockConnection connection = listener.accept();
        try (Socket host = connection.socket()) {
          assertThat(listener.address()).isEqualTo(address);
          assertThat(connection.peerCid()).isEqualTo(OptionalInt.empty());
          assertTalks(guest, host);
        }
      }
      assertThat(folder.resolve("vm_8000")).doesNotExist();
    }

    private void guestAnswers(String answer, boolean thenClose, Class<? extends IOException> thrown)
        throws IOException {
      long before = OpenFiles.count();
      Path path = folder.resolve("vm");
      try (UnixListener guest = UnixSockets.listen(path, 8)) {
        CompletableFuture<Socket> served =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    Socket socket = guest.accept();
                    HybridHandshake.readRequest(socket, TIMEOUT);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    if (thenClose) {
                      socket.close();
                    }
                    return socket;
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        assertThatExceptionOfType(thrown)
            .isThrownBy(
                () ->
                    VsockSockets.connect(new HybridVsock(path, 5005), thenClose ? TIMEOUT : SHORT));
        served.join().close();
      }
      assertThat(OpenFiles.count()).isEqualTo(before);
    }

    @Test
    void a_guest_that_closes_listens_not() throws IOException {
      guestAnswers("", true, ConnectException.class);
      guestAnswers("OK 50", true, ConnectException.class);
    }

    @Test
    void an_answer_of_another_protocol_is_refused() throws IOException {
      for (String answer :
          new String[] {
            "\n",
            "OK\n",
            "OK \n",
            "OK x\n",
            "ok 1\n",
            "OK -1\n",
            "OK 4294967296\n",
            "OK 1\r\n",
            "OK 12345678901\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "O".repeat(33),
            "\0\0\0\0\n"
          }) {
        guestAnswers(answer, true, ProtocolException.class);
      }
    }

    @Test
    void a_guest_that_never_ends_its_line_times_out() throws IOException {
      guestAnswers("OK 5", false, SocketTimeoutException.class);
    }

    @Test
    void a_path_without_a_guest_is_said_so() {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> VsockSockets.connect(new HybridVsock(folder.resolve("x"), 1), TIMEOUT))
          .withMessage("nobody listens at unix:" + folder.resolve("x") + " (no such file)");
    }
  }

  @Nested
  @DisplayName("over Unix sockets")
  class Unix {

    @Test
    void the_file_is_its_users_alone() throws IOException {
      try (UnixListener listener = UnixSockets.listen(folder.resolve("s"), 1)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(listener.path())))
            .isEqualTo("rw-------");
      }
    }

    @Test
    void a_listener_in_use_is_not_replaced() throws IOException {
      try (UnixListener listener = UnixSockets.listen(folder.resolve("s"), 1)) {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> UnixSockets.listen(listener.path(), 1))
            .withMessage("unix:" + listener.path() + " is already in use");
        assertThat(listener.path()).exists();
      }
    }

    @Test
    void what_a_dead_process_left_is_replaced() throws IOException {
      Path path = folder.resolve("s");
      Path kept = folder.resolve("kept");
      UnixListener dead = UnixSockets.listen(path, 1);
      Files.move(path, kept);
      dead.close();
      Files.move(kept, path);
      try (UnixListener listener = UnixSockets.listen(path, 1);
          Socket client = UnixSockets.connect(path, TIMEOUT);
          Socket server = listener.accept()) {
        assertTalks(client, server);
      }
    }

    @Test
    void a_file_that_is_no_socket_is_never_removed() throws IOException {
      Path path = Files.writeString(folder.resolve("precious"), "data");
      assertThatExceptionOfType(BindException.class).isThrownBy(() -> UnixSockets.listen(path, 1));
      assertThat(path).hasContent("data");
    }

    @Test
    void closing_leaves_anothers_socket_at_the_same_path() throws IOException {
      Path path = folder.resolve("s");
      UnixListener first = UnixSockets.listen(path, 1);
      Files.delete(path);
      try (UnixListener second = UnixSockets.listen(path, 1)) {
        first.close();
        assertThat(second.path()).exists();
      }
    }

    @Test
    void a_missing_folder_is_said_so() {
      Path path = folder.resolve("no").resolve("s");
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> UnixSockets.listen(path, 1))
          .withMessage("the folder of unix:" + path + " does not exist");
    }

    @Test
    void a_path_too_long_is_said_so() {
      Path path = folder.resolve("p".repeat(120));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnixSockets.listen(path, 1))
          .withMessageContaining("at most 107 bytes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnixSockets.connect(path, TIMEOUT))
          .withMessageContaining("at most 107 bytes");
    }

    @Test
    void a_full_backlog_times_out_the_next() throws IOException {
      long before = OpenFiles.count();
      try (UnixListener listener = UnixSockets.listen(folder.resolve("s"), 1);
          Socket first = UnixSockets.connect(listener.path(), TIMEOUT);
          Socket second = UnixSockets.connect(listener.path(), TIMEOUT)) {
        assertThatExceptionOfType(SocketTimeoutException.class)
            .isThrownBy(() -> UnixSockets.connect(listener.path(), SHORT));
        assertThat(first.isClosed() || second.isClosed()).isFalse();
      }
      assertThat(OpenFiles.count()).isEqualTo(before);
    }

    @Test
    void limits_are_checked() {
      Path path = folder.resolve("s");
      assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.listen(path, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.listen(path, 4097));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnixSockets.connect(path, Duration.ZERO));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnixSockets.connect(path, Duration.ofHours(2)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockSockets.listen(new Vsock(3, 1), 0));
    }

    @Test
    void closing_wakes_all_who_accept() throws Exception {
      UnixListener listener = UnixSockets.listen(folder.resolve("s"), 1);
      CompletableFuture<Throwable> one = accepting(listener);
      CompletableFuture<Throwable> two = accepting(listener);
      listener.close();
      for (CompletableFuture<Throwable> outcome : java.util.List.of(one, two)) {
        assertThat(outcome.get(20, TimeUnit.SECONDS))
            .isInstanceOf(SocketException.class)
            .hasMessage("Socket closed");
      }
      listener.close();
      assertThat(listener.path()).doesNotExist();
    }

    private CompletableFuture<Throwable> accepting(UnixListener listener) {
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  listener.accept().close();
                } catch (IOException e) {
                  outcome.complete(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      while (thread.getState() == Thread.State.NEW) {
        Thread.onSpinWait();
      }
      return outcome;
    }
  }

  @Nested
  @DisplayName("over AF_VSOCK")
  class Native {

    private final int port = 40_000 + (int) (ProcessHandle.current().pid() % 20_000);

    @Test
    void any_cid_cannot_be_connected_to() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VsockSockets.connect(new Vsock(Vsock.ANY_CID, 1), TIMEOUT));
    }

    @Test
    void loopback_carries_bytes_and_names_the_peers_cid() throws IOException {
      assumeThat(Path.of("/dev/vsock")).as("/dev/vsock is missing").exists();
      Vsock address = new Vsock(Vsock.LOCAL_CID, port);
      try (VsockListener listener = loopback(address);
          Socket client = VsockSockets.connect(address, TIMEOUT)) {
        VsockConnection connection = listener.accept();
        try (Socket server = connection.socket()) {
          assertThat(connection.peerCid()).hasValue(Vsock.LOCAL_CID);
          assertTalks(client, server);
        }
      }
    }

    private VsockListener loopback(Vsock address) throws IOException {
      try {
        return VsockSockets.listen(address, 8);
      } catch (BindException e) {
        throw new TestAbortedException("CID 1 needs the kernel module vsock_loopback", e);
      }
    }

    @Test
    void closing_wakes_who_accepts() throws Exception {
      assumeThat(Path.of("/dev/vsock")).as("/dev/vsock is missing").exists();
      VsockListener listener = VsockSockets.listen(new Vsock(Vsock.ANY_CID, port), 8);
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  listener.accept().socket().close();
                } catch (IOException e) {
                  outcome.complete(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      listener.close();
      assertThat(outcome.get(20, TimeUnit.SECONDS)).hasMessage("Socket closed");
    }

    @Test
    void an_address_that_is_not_ours_is_said_so() {
      assumeThat(Path.of("/dev/vsock")).as("/dev/vsock is missing").exists();
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> VsockSockets.listen(new Vsock(12_345, port), 8))
          .withMessage("vsock:12345:" + port + " is not an address of this machine");
    }
  }
}
