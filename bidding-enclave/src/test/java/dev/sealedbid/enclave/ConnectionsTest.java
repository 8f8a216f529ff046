package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.enclave.wire.Connections;
import dev.sealedbid.nitro.vsock.UnixListener;
import dev.sealedbid.nitro.vsock.UnixSockets;
import dev.sealedbid.nitro.vsock.VsockConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Strangers, idlers, dribblers and garbage on real Unix sockets. */
class ConnectionsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private final TestEnclave enclave = new TestEnclave();
  private final List<Socket> clients = new ArrayList<>();
  private Path path;
  private UnixListener listener;

  @SuppressWarnings("NullAway.Init") // set in listen()
  ConnectionsTest() {}

  @BeforeEach
  void listen() throws IOException {
    path = Files.createTempDirectory("sb-conn").resolve("s");
    listener = UnixSockets.listen(path, 64);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    listener.close();
  }

  @Test
  void everyRequestHasItsReply() throws Exception {
    try (Connections connections = connections(8, Duration.ofSeconds(30))) {
      Socket parent = connect(connections, OptionalInt.of(3));
      for (int id = 1; id < 5; id++) {
        send(parent, new Request.Attest(enclave.nonce()).encode(id));
        Frame reply = reply(parent);
        assertThat(reply.requestId()).isEqualTo(id);
        assertThat(Reply.decode(reply)).isInstanceOf(Reply.Attestation.class);
      }
    }
  }

  @Test
  @DisplayName("[F-6] only the parent's CID is served on vsock")
  void strangers() throws Exception {
    try (Connections connections = connections(8, Duration.ofSeconds(30))) {
      for (OptionalInt cid : List.of(OptionalInt.of(4), OptionalInt.empty())) {
        Socket stranger = connect(connections, cid);
        assertClosed(stranger);
      }
    }
  }

  @Test
  @DisplayName("[F-6] idle connections shut nobody out")
  void idlers() throws Exception {
    try (Connections connections = connections(4, Duration.ofSeconds(30))) {
      for (int i = 0; i < 20; i++) {
        connect(connections, OptionalInt.of(3));
      }
      Socket honest = connect(connections, OptionalInt.of(3));
      send(honest, new Request.Attest(enclave.nonce()).encode(1));
      assertThat(reply(honest).type()).isEqualTo(MessageType.ATTESTATION);
    }
  }

  @Test
  @DisplayName("a frame that dribbles in has one deadline for the whole of it")
  void dribbler() throws Exception {
    try (Connections connections = connections(4, Duration.ofMillis(300))) {
      Socket slow = connect(connections, OptionalInt.of(3));
      byte[] frame = bytes(new Request.Attest(enclave.nonce()).encode(1));
      slow.getOutputStream().write(frame, 0, 3);
      slow.getOutputStream().flush();
      assertClosed(slow);
    }
  }

  @Test
  @DisplayName("[C-2] a sheet begun before closing and dribbled past it is late (G5)")
  void dribbledPastClosing() throws Exception {
    TestEnclave.Auction auction = enclave.auction("a", 2).open();
    byte[] late = bytes(submit(auction, "buyer-1").encode(1));
    byte[] inTime = bytes(submit(auction, "buyer-2").encode(2));
    try (Connections connections = connections(4, Duration.ofSeconds(30))) {
      Socket slow = connect(connections, OptionalInt.of(3));
      Socket quick = connect(connections, OptionalInt.of(3));
      enclave.time.set(TestEnclave.CLOSES.minusMillis(1));
      slow.getOutputStream().write(late, 0, late.length - 1);
      slow.getOutputStream().flush();
      quick.getOutputStream().write(inTime);
      assertThat(reply(quick).type()).isEqualTo(MessageType.STATEMENT);
      enclave.time.set(TestEnclave.CLOSES);
      slow.getOutputStream().write(late, late.length - 1, 1);
      assertThat(Reply.decode(reply(slow))).isEqualTo(new Reply.ErrorReply(ErrorCode.CLOSED));
    }
  }

  private static Request submit(TestEnclave.Auction auction, String buyer) {
    return new Request.Submit(auction.session, buyer, auction.bid(buyer, 1, 100, 900));
  }

  @Test
  @DisplayName("[F-5] a peer that doesn't read its replies is closed; a slow round isn't")
  void nobodyReads() throws Exception {
    try (Connections connections = connections(4, Duration.ofSeconds(30))) {
      Socket deaf = connect(connections, OptionalInt.of(3));
      byte[] question = bytes(new Request.Attest(enclave.nonce()).encode(1));
      CompletableFuture<Boolean> closed =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  // Documents of some kilobytes fill the socket: sooner or later nobody takes more.
                  while (true) {
                    deaf.getOutputStream().write(question);
                  }
                } catch (IOException e) {
                  return true;
                }
              });
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!closed.isDone() && System.nanoTime() < deadline) {
        connections.closeStalled(inAnHour());
        Thread.onSpinWait();
      }
      assertThat(closed).isCompletedWithValue(true);

      CountDownLatch working = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      enclave.nsm.before =
          request -> {
            working.countDown();
            await(goOn);
          };
      Socket honest = connect(connections, OptionalInt.of(3));
      send(honest, new Request.Attest(enclave.nonce()).encode(2));
      await(working);
      connections.closeStalled(inAnHour());
      goOn.countDown();
      assertThat(reply(honest).requestId()).isEqualTo(2);
    }
  }

  private static long inAnHour() {
    return System.nanoTime() + Duration.ofHours(1).toNanos();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "[F-4] lengths beyond the type's limit, unknown types and garbage: a code, then closed")
  void garbage() throws Exception {
    try (Connections connections = connections(4, Duration.ofSeconds(30))) {
      for (byte[] bytes :
          List.of(
              header(0, 1, 1),
              header(-1, 1, 1),
              header(Integer.MAX_VALUE, 1, 1),
              header(10 + 8 * 1024 * 1024 + 1, 1, 1),
              header(10, 2, 1),
              header(10, 1, 99),
              header(10, 1, 65))) {
        Socket client = connect(connections, OptionalInt.of(3));
        client.getOutputStream().write(bytes);
        client.getOutputStream().flush();
        assertThat(Reply.decode(reply(client)))
            .isEqualTo(new Reply.ErrorReply(ErrorCode.MALFORMED_FRAME));
        assertClosed(client);
      }
    }
  }

  @Test
  @DisplayName(
      "[F-4] a body that is none is refused under its request id, and the connection goes on")
  void malformedBody() throws Exception {
    try (Connections connections = connections(4, Duration.ofSeconds(30))) {
      Socket parent = connect(connections, OptionalInt.of(3));
      send(parent, Frame.of(MessageType.SUBMIT, 42, new byte[5]));
      Frame reply = reply(parent);
      assertThat(reply.requestId()).isEqualTo(42);
      assertThat(Reply.decode(reply)).isEqualTo(new Reply.ErrorReply(ErrorCode.MALFORMED_FRAME));
      send(parent, new Request.Attest(enclave.nonce()).encode(43));
      assertThat(reply(parent).requestId()).isEqualTo(43);
    }
  }

  @Test
  @DisplayName("[F-8] random frames change nothing and always get a code")
  void randomFrames() throws Exception {
    TestEnclave.Auction auction = enclave.auction("a", 1).open();
    long seed = 815;
    Random random = new Random(seed);
    MessageType[] requests =
        Arrays.stream(MessageType.values())
            .filter(type -> type.kind() == MessageType.Kind.REQUEST)
            .filter(type -> type != MessageType.VOID)
            .toArray(MessageType[]::new);
    for (int i = 0; i < 5_000; i++) {
      MessageType type = requests[random.nextInt(requests.length)];
      byte[] body = new byte[random.nextInt(Math.min(type.maxBody(), 400))];
      random.nextBytes(body);
      if (random.nextBoolean() && body.length >= SessionId.LENGTH) {
        System.arraycopy(auction.session.bytes(), 0, body, 0, SessionId.LENGTH);
      }
      Reply reply = enclave.handler.answer(Frame.of(type, i, body));
      if (reply instanceof Reply.ErrorReply refused) {
        assertThat(refused.code()).as("seed %d, %d", seed, i).isNotEqualTo(ErrorCode.INTERNAL);
      }
    }
    assertThat(auction.status().acknowledged()).isZero();
  }

  private Connections connections(int max, Duration wholeFrame) {
    return new Connections(max, 3, true, enclave.handler, wholeFrame);
  }

  private Socket connect(Connections connections, OptionalInt cid) throws IOException {
    Socket client = UnixSockets.connect(path, PATIENCE);
    client.setSoTimeout((int) PATIENCE.toMillis());
    clients.add(client);
    connections.accept(new VsockConnection(listener.accept(), cid));
    return client;
  }

  private static void send(Socket socket, Frame frame) throws IOException {
    FrameCodec.write(socket.getOutputStream(), frame);
  }

  private static Frame reply(Socket socket) throws Exception {
    return FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY);
  }

  private static void assertClosed(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException e) {
      // Reset: closed with bytes of ours unread.
    }
  }

  private static byte[] header(int length, int version, int type) {
    return ByteBuffer.allocate(14)
        .putInt(length)
        .put((byte) version)
        .put((byte) type)
        .putLong(1)
        .array();
  }

  private static byte[] bytes(Frame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameCodec.write(out, frame);
    return out.toByteArray();
  }
}
