package dev.sealedbid.local.hypervisor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.UnixListener;
import dev.sealedbid.nitro.vsock.UnixSockets;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestVsockTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Path path;
  private GuestVsock guest;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void make() {
    path = folder.resolve("vsock");
    guest = GuestVsock.at(path);
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
    threads.shutdownNow();
  }

  @Test
  void hostReachesTheGuestsPort() throws Exception {
    try (VsockListener listener = guest.listen(5005);
        Socket host = VsockSockets.connect(new HybridVsock(path, 5005), TIMEOUT);
        Socket inGuest = listener.accept().socket()) {
      host.getOutputStream().write('q');
      assertThat(inGuest.getInputStream().read()).isEqualTo('q');
      inGuest.getOutputStream().write('a');
      assertThat(host.getInputStream().read()).isEqualTo('a');
    }
  }

  @Test
  void guestReachesTheHostsPort() throws Exception {
    try (UnixListener host = UnixSockets.listen(folder.resolve("vsock_8000"), 4);
        Socket inGuest = guest.connect(8000, TIMEOUT);
        Socket onHost = host.accept()) {
      inGuest.getOutputStream().write('q');
      assertThat(onHost.getInputStream().read()).isEqualTo('q');
    }
  }

  @Test
  void otherPortsAreClosed() throws Exception {
    try (VsockListener listener = guest.listen(5005)) {
      assertThat(listener.address()).isEqualTo(new HybridVsock(path, 5005));
      assertThatThrownBy(() -> VsockSockets.connect(new HybridVsock(path, 5006), TIMEOUT))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nonsenseIsHungUpOn() throws Exception {
    try (VsockListener listener = guest.listen(5005)) {
      for (String line :
          List.of("HELLO\n", "CONNECT -1\n", "CONNECT 99999999999999\n", "C".repeat(100))) {
        try (Socket host = UnixSockets.connect(path, TIMEOUT)) {
          host.setSoTimeout(10_000);
          host.getOutputStream().write(line.getBytes(US_ASCII));
          assertThat(isHungUp(host)).as(line).isTrue();
        }
      }
      assertThat(listener.address()).isNotNull();
    }
  }

  private static boolean isHungUp(Socket host) throws IOException {
    try {
      return host.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      // A reset: what was sent after the CONNECT line had not been read.
      return true;
    }
  }

  @Test
  void silentPeerHoldsUpNobody() throws Exception {
    try (VsockListener listener = guest.listen(5005);
        Socket silent = UnixSockets.connect(path, TIMEOUT);
        Socket host = VsockSockets.connect(new HybridVsock(path, 5005), TIMEOUT);
        Socket inGuest = listener.accept().socket()) {
      assertThat(silent.isConnected()).isTrue();
      host.getOutputStream().write('q');
      assertThat(inGuest.getInputStream().read()).isEqualTo('q');
    }
  }

  @Test
  void portIsTakenOnce() throws Exception {
    try (VsockListener listener = guest.listen(5005)) {
      assertThatThrownBy(() -> guest.listen(5005)).isInstanceOf(BindException.class);
      assertThat(listener.address()).isNotNull();
    }
  }

  @Test
  void closingWakesWhoWaits() throws Exception {
    VsockListener listener = guest.listen(5005);
    Future<?> waiting = threads.submit(listener::accept);
    listener.close();

    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SocketException.class);
  }
}
