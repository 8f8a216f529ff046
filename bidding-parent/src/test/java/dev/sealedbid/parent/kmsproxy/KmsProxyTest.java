package dev.sealedbid.parent.kmsproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.nitro.vsock.TcpAddress;
import dev.sealedbid.nitro.vsock.VsockConnection;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.parent.settings.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KmsProxyTest {
  private static final int PEER_CID = 16;
  private final List<Socket> clients = new ArrayList<>();
  private ServerSocket kms;
  private KmsProxy proxy;
  private int port;

  /** Gives every connection a CID, as AF_VSOCK does. */
  private record WithCid(VsockListener listener) implements VsockListener {
    @Override
    public VsockConnection accept() throws IOException {
      return new VsockConnection(listener.accept().socket(), OptionalInt.of(PEER_CID));
    }

    @Override
    public TcpAddress address() {
      return (TcpAddress) listener.address();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    kms = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy = started(PEER_CID, Duration.ofMinutes(5));
  }

  private KmsProxy started(int cid, Duration head) throws IOException {
    WithCid listener = new WithCid(VsockSockets.listen(new TcpAddress("127.0.0.1", 0), 16));
    port = listener.address().port();
    ProxyLimits limits = new ProxyLimits(2, head, Duration.ofMinutes(1), Duration.ofMinutes(5));
    KmsProxy made =
        new KmsProxy(
            listener,
            OptionalInt.of(cid),
            Set.of(new HostPort("127.0.0.1", kms.getLocalPort())),
            limits,
            task -> {
              Thread thread = new Thread(task, "proxy-under-test");
              thread.setDaemon(true);
              return thread;
            });
    made.start();
    return made;
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    proxy.close();
    kms.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(300_000);
    clients.add(socket);
    return socket;
  }

  private Socket ask(String request) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private String allowed() {
    return "CONNECT 127.0.0.1:" + kms.getLocalPort() + " HTTP/1.1\r\n\r\n";
  }

  @Test
  @DisplayName("bytes pass both ways as they are, those sent along with the head too")
  void tunnels() throws IOException {
    Socket client = ask(allowed() + "hello");
    Socket server = kms.accept();
    assertThat(server.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(US_ASCII));
    assertThat(line(client)).isEqualTo("HTTP/1.1 200 Connection Established");
    assertThat(client.getInputStream().readNBytes(3)).isEqualTo("\n\r\n".getBytes(US_ASCII));
    byte[] answer = new byte[100_000];
    server.getOutputStream().write(answer);
    server.close();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
  }

  @Test
  void notInTheList() throws IOException {
    assertThat(line(ask("CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n"))).contains("403");
    assertThat(line(ask("CONNECT localhost:" + kms.getLocalPort() + " HTTP/1.1\r\n\r\n")))
        .contains("403");
    assertThat(line(ask("CONNECT 127.1:" + kms.getLocalPort() + " HTTP/1.1\r\n\r\n")))
        .contains("403");
  }

  @Test
  void notAConnect() throws IOException {
    assertThat(line(ask("GET / HTTP/1.1\r\n\r\n"))).contains("405");
  }

  @Test
  void headTooLong() throws IOException {
    assertThat(line(ask("CONNECT " + "x".repeat(5_000)))).contains("431");
  }

  @Test
  void headTooSlow() throws IOException {
    proxy.close();
    proxy = started(PEER_CID, Duration.ofMillis(100));
    assertThat(line(ask("CONNECT 127"))).contains("408");
  }

  @Test
  void destinationDown() throws IOException {
    String request = allowed();
    kms.close();
    assertThat(line(ask(request))).contains("502");
  }

  @Test
  @DisplayName(
      "one connection more than may be is refused; a client that goes makes room, KMS willing or"
          + " not")
  void bounded() throws IOException {
    Socket first = ask(allowed());
    Socket second = ask(allowed());
    assertThat(line(first)).contains("200");
    assertThat(line(second)).contains("200");
    assertThat(line(connect())).contains("503");
    first.close();
    String answer = "";
    for (long end = System.nanoTime() + 300_000_000_000L; System.nanoTime() < end; ) {
      try (Socket next = ask(allowed())) {
        answer = line(next);
      }
      if (answer.contains("200")) {
        break;
      }
    }
    assertThat(answer).contains("200");
  }

  @Test
  @DisplayName("another enclave of this machine isn't let through")
  void anotherCid() throws IOException {
    proxy.close();
    proxy = started(PEER_CID + 1, Duration.ofMinutes(5));
    assertThat(connect().getInputStream().read()).isEqualTo(-1);
  }
}
