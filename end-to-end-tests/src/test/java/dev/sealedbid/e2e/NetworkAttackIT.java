package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.rest.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others on the network, or a parent that isn't honest, can do with sockets alone. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks over the network")
class NetworkAttackIT {
  private static final String OBEY_ME =
      "{\"type\":\"urn:sealed-bid:problem:VOIDED\",\"title\":\"t\",\"status\":409,"
          + "\"detail\":\"stopped\\u001b[2J\\u0007\\u202e\",\"code\":\"VOIDED\","
          + "\"hint\":\"\\u001b]0;x\\u0007\"}";

  private final AttackRange range;

  NetworkAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Other hosts through the parent's proxy (none): only what the allow-list has")
  void otherHostsThroughTheProxy() throws IOException {
    URI kms = range.system().endpoints().kms();
    try (ServerSocket victim = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = victim.getLocalPort();
      for (String destination :
          List.of(
              kms.getHost() + ":" + port,
              "127.0.0.1:" + port,
              "0x7f000001:" + port,
              "169.254.169.254:80",
              "kms.evil.example:" + kms.getPort())) {
        assertThat(throughProxy("CONNECT " + destination + " HTTP/1.1")).contains(" 403 ");
      }
      assertThat(throughProxy("CONNECT " + kms.getHost() + ".:" + kms.getPort() + " HTTP/1.1"))
          .contains(" 405 ");
      assertThat(throughProxy("GET http://127.0.0.1:" + port + "/ HTTP/1.1")).contains(" 405 ");
      assertFirstToArrive(victim);
    }
    assertThat(throughProxy("CONNECT " + kms.getHost() + ":" + kms.getPort() + " HTTP/1.1"))
        .contains(" 200 ");
  }

  /** Who arrives first is ourselves: nobody was there before. */
  private static void assertFirstToArrive(ServerSocket server) throws IOException {
    try (Socket own = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket arrived = server.accept()) {
      assertThat(arrived.getPort()).isEqualTo(own.getLocalPort());
    }
  }

  private String throughProxy(String line) throws IOException {
    HybridVsock proxy = new HybridVsock(range.system().enclave().vsock(), LocalNames.PROXY_PORT);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(proxy.listeningPath()));
      channel.write(ByteBuffer.wrap(ascii(line + "\r\nHost: x\r\n\r\n")));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));
      return String.valueOf(answer.readLine());
    }
  }

  @Attack
  @DisplayName("A page in the operator's browser (none): Host, Origin, Sec-Fetch-Site")
  void pageInTheBrowser() throws Exception {
    String here = range.system().parent().getAuthority();
    String port = ":" + range.system().parent().getPort();
    List<String> pages =
        List.of(
            "Host: evil.example" + port, // DNS rebinding
            "Host: 127.0.0.1.evil.example" + port,
            "Host: " + here + "\r\nOrigin: http://evil.example",
            "Host: " + here + "\r\nOrigin: null",
            "Host: " + here + "\r\nOrigin: http://localhost" + port,
            "Host: " + here + "\r\nSec-Fetch-Site: cross-site",
            "Host: " + here + "\r\nSec-Fetch-Site: same-site");
    Staged auction =
        range.stage(
            1,
            open -> {
              open.bids(open.buyer(0), "50");
              for (String page : pages) {
                assertForeign(call("GET /api/v1/auctions/" + open.id(), page, ""));
                String end = "POST /api/v1/auctions/" + open.id() + "/void";
                assertForeign(call(end, page, "{}"));
              }
            });
    for (String page : pages) {
      assertForeign(call("POST /api/v1/auctions/" + auction.id() + "/rounds", page, ""));
    }
    String own = call("GET /api/v1/auctions/" + auction.id(), "Host: " + here, "");
    assertThat(own).startsWith("HTTP/1.1 200").contains("\"OPEN\"");
    auction.resolvesTo(auction.buyer(0));
  }

  private static void assertForeign(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 403").contains("FOREIGN_ORIGIN");
  }

  private String call(String call, String headers, String body) throws IOException {
    URI parent = range.system().parent();
    try (Socket socket = new Socket(parent.getHost(), parent.getPort())) {
      String head = call + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n";
      String type = "Content-Type: application/json\r\nContent-Length: " + body.length();
      socket.getOutputStream().write(ascii(head + type + "\r\n\r\n" + body));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Attack
  @DisplayName("Another machine reaches for the parent (none): it listens on 127.0.0.1 alone")
  void fromAnotherMachine() throws IOException {
    int port = range.system().parent().getPort();
    // Every address of 127/8 is this machine's: a listener on all addresses would take this one.
    for (String address : List.of("127.0.0.2", "127.1.2.3")) {
      try (Socket socket = new Socket()) {
        InetSocketAddress parent = new InetSocketAddress(InetAddress.getByName(address), port);
        assertThatThrownBy(() -> socket.connect(parent)).isInstanceOf(ConnectException.class);
      }
    }
    assertThat(range.commands().parent().auctions()).isNotNull();
  }

  @Attack
  @DisplayName("A hostile parent's answers (G9): bounded, no redirect followed, nothing obeyed")
  void hostileAnswers() throws IOException {
    try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String target = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/";
      assertThat(statusAt("302 Found\r\nLocation: " + target, "", false).exit()).isEqualTo(1);
      assertFirstToArrive(elsewhere);
    }
    CommandLines.Run endless = statusAt("200 OK", "[".repeat(1 << 16), true);
    assertThat(endless.exit()).isEqualTo(3);
    assertThat(endless.err()).contains("the parent's answer is").doesNotContain("\tat ");
    for (String malformed : List.of("{", "[]", "{\"auctionId\":7}", "[".repeat(100_000))) {
      CommandLines.Run run = statusAt("200 OK", malformed, false);
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.err()).doesNotContain("\tat ");
    }
    CommandLines.Run coloured =
        statusAt("409 Conflict\r\nContent-Type: " + Problem.MEDIA_TYPE, OBEY_ME, false);
    assertThat(coloured.exit()).isEqualTo(1);
    assertThat(coloured.err()).contains("stopped?[2J").doesNotContain("\u001b", "\u0007", "\u202e");
  }

  private CommandLines.Run statusAt(String head, String body, boolean endless) throws IOException {
    try (HostileAnswer parent = new HostileAnswer(head, body, endless)) {
      return range
          .commands()
          .buyer(range.folder(), "status", "any-auction", "--parent", parent.url());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A parent that gives the same answer to whoever calls. */
  private static final class HostileAnswer implements AutoCloseable {
    private final ServerSocket server;
    private final String head;
    private final String body;
    private final boolean endless;

    HostileAnswer(String head, String body, boolean endless) throws IOException {
      this.head = head;
      this.body = body;
      this.endless = endless;
      this.server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
      HostileEgress.daemon(this::serve).start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket client = server.accept()) {
          answer(client);
        } catch (IOException e) {
          // The client broke off, as it should, or the server is closed.
        }
      }
    }

    private void answer(Socket client) throws IOException {
      BufferedReader request =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String line = request.readLine();
      while (line != null && !line.isEmpty()) {
        line = request.readLine();
      }
      String length = endless ? "" : "Content-Length: " + body.length() + "\r\n";
      client
          .getOutputStream()
          .write(ascii("HTTP/1.1 " + head + "\r\nConnection: close\r\n" + length + "\r\n"));
      byte[] part = ascii(body);
      do {
        client.getOutputStream().write(part);
      } while (endless);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
