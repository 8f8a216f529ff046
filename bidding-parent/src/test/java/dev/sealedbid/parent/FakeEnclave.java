package dev.sealedbid.parent;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.vsock.TcpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the enclave's frames over TCP and keeps sessions as an enclave does, but seals, opens and
 * attests nothing. For the parent's tests only.
 */
final class FakeEnclave implements AutoCloseable {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final Random random = new Random(7);
  private final Map<SessionId, Box> boxes = new ConcurrentHashMap<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<MessageType> asked = new CopyOnWriteArrayList<>();
  private final Map<MessageType, Reply> refusals = new ConcurrentHashMap<>();
  private final int port;
  private @Nullable ServerSocket server;
  private @Nullable Thread accepting;
  private volatile boolean closed;
  private volatile UnaryOperator<Frame> onReply = UnaryOperator.identity();
  private volatile Runnable afterWork = () -> {};
  private volatile List<byte[]> credentials = List.of();

  private static final class Box {
    final TermsDocument terms;
    final AttestedStatement opening;
    final Map<Sha384, AttestedStatement> acknowledgements = new LinkedHashMap<>();
    final List<AcknowledgedSheet> acknowledged = new ArrayList<>();
    final Set<Sha384> presented = new HashSet<>();
    SessionState state = SessionState.OPEN;
    @Nullable AttestedStatement end;

    Box(TermsDocument terms, AttestedStatement opening) {
      this.terms = terms;
      this.opening = opening;
    }
  }

  FakeEnclave() throws IOException {
    ServerSocket first = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = first.getLocalPort();
    serve(first);
  }

  TcpAddress address() {
    return new TcpAddress("127.0.0.1", port);
  }

  /** Forgets everything, runs and behaves again. */
  void reset() throws IOException {
    if (server == null) {
      restart();
    }
    closed = false;
    boxes.clear();
    refusals.clear();
    asked.clear();
    onReply = UnaryOperator.identity();
    afterWork = () -> {};
  }

  /** From now on the closing time has passed. */
  void closeBidding() {
    closed = true;
  }

  /** Refuses every request of a type with this code, until {@link #refuse} is given null. */
  void refuse(MessageType type, @Nullable ErrorCode code, BuyerCode... buyers) {
    if (code == null) {
      refusals.remove(type);
    } else {
      refusals.put(type, new Reply.ErrorReply(code, List.of(buyers)));
    }
  }

  /** Changes every reply's frame on its way out. */
  void onReply(UnaryOperator<Frame> change) {
    onReply = change;
  }

  /** Runs when a request has been worked on and before its reply goes out. */
  void afterWork(Runnable action) {
    afterWork = action;
  }

  List<MessageType> asked() {
    return List.copyOf(asked);
  }

  /** The parts of the credentials that came with the last RESOLVE. */
  List<byte[]> credentials() {
    return credentials;
  }

  /** Ends every session whose time has run out, as an enclave does past resolveBy. */
  void passResolveBy() {
    boxes.forEach((id, box) -> end(id, box, VoidReason.RESOLVE_BY_PASSED));
  }

  /** The program ends: nobody listens, and connections break. */
  void stop() throws IOException {
    ServerSocket listening = server;
    server = null;
    if (listening != null) {
      listening.close();
      // The port is free once the thread that waits for connections has left it.
      joinAccepting();
    }
    breakConnections();
  }

  private void joinAccepting() {
    Thread thread = accepting;
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void breakConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** Starts again at the same address, knowing nothing. */
  void restart() throws IOException {
    stop();
    boxes.clear();
    ServerSocket next = new ServerSocket();
    next.setReuseAddress(true);
    next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    serve(next);
  }

  private void serve(ServerSocket listening) {
    server = listening;
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!listening.isClosed()) {
                  Socket socket = listening.accept();
                  sockets.add(socket);
                  Thread connection = new Thread(() -> serve(socket), "fake-enclave-connection");
                  connection.setDaemon(true);
                  connection.start();
                }
              } catch (IOException e) {
                return;
              }
            },
            "fake-enclave");
    accepting = thread;
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      while (true) {
        Frame frame = FrameCodec.read(socket.getInputStream(), MessageType.Kind.REQUEST);
        asked.add(frame.type());
        Reply reply = refusals.get(frame.type());
        if (reply == null) {
          reply = answer(Request.decode(frame));
        }
        afterWork.run();
        FrameCodec.write(socket.getOutputStream(), onReply.apply(reply.encode(frame.requestId())));
      }
    } catch (IOException | MalformedFrameException e) {
      return;
    }
  }

  private synchronized Reply answer(Request request) {
    if (request instanceof Request.Open open) {
      return open(open.terms());
    }
    if (request instanceof Request.Attest attest) {
      return new Reply.Attestation(document(attest.nonce()));
    }
    SessionId id = sessionOf(request);
    Box box = boxes.get(id);
    if (box == null) {
      return new Reply.ErrorReply(ErrorCode.UNKNOWN_SESSION);
    }
    if (request instanceof Request.AttestOpening opening) {
      return new Reply.StatementReply(
          new AttestedStatement(box.opening.statement(), document(opening.nonce())));
    }
    if (request instanceof Request.Submit submit) {
      return submit(id, box, submit);
    }
    if (request instanceof Request.Resolve resolve) {
      credentials =
          List.of(
              resolve.credentials().accessKeyId(),
              resolve.credentials().secretAccessKey(),
              resolve.credentials().sessionToken());
      return resolve(id, box);
    }
    if (request instanceof Request.Present present) {
      return present(box, present.ciphertexts());
    }
    if (request instanceof Request.VoidSession) {
      boolean again = box.end != null;
      return new Reply.Resolved(again, end(id, box, VoidReason.REQUESTED));
    }
    if (request instanceof Request.AwardMessages awards) {
      return awards(box, awards.first());
    }
    return new Reply.StatusReply(box.state, box.acknowledged.size(), 0, 0);
  }

  private static Reply awards(Box box, int first) {
    if (box.state != SessionState.RESOLVED) {
      return new Reply.ErrorReply(ErrorCode.NO_OUTCOME);
    }
    List<byte[]> all =
        box.terms.terms().awardKeys().keySet().stream().map(FakeEnclave::award).toList();
    int from = Math.min(first, all.size());
    return new Reply.Awards(
        all.size(), all.subList(from, Math.min(all.size(), from + Limits.MAX_AWARDS_IN_REPLY)));
  }

  /** What stands for an award message. */
  static byte[] award(String recipient) {
    return ("award of " + recipient).getBytes(StandardCharsets.US_ASCII);
  }

  private static SessionId sessionOf(Request request) {
    if (request instanceof Request.AttestOpening opening) {
      return opening.sessionId();
    }
    if (request instanceof Request.Submit submit) {
      return submit.sessionId();
    }
    if (request instanceof Request.Resolve resolve) {
      return resolve.sessionId();
    }
    if (request instanceof Request.Present present) {
      return present.sessionId();
    }
    if (request instanceof Request.VoidSession end) {
      return end.sessionId();
    }
    if (request instanceof Request.Status status) {
      return status.sessionId();
    }
    if (request instanceof Request.AwardMessages awards) {
      return awards.sessionId();
    }
    throw new IllegalArgumentException("no session in " + request.type());
  }

  private Reply open(byte[] bytes) {
    try {
      TermsDocument terms = TermsDocument.parse(bytes);
      for (Box box : boxes.values()) {
        boolean live = box.end == null && box.terms.terms().id().equals(terms.terms().id());
        if (live && box.terms.sha384().equals(terms.sha384()) && box.state == SessionState.OPEN) {
          return new Reply.StatementReply(box.opening);
        }
        if (live) {
          return new Reply.ErrorReply(ErrorCode.SESSION_ALREADY_OPEN);
        }
      }
      byte[] id = new byte[SessionId.LENGTH];
      random.nextBytes(id);
      SessionId session = SessionId.fromBytes(id);
      AttestedStatement opening =
          attested(new Opening(terms.terms().id(), terms.sha384(), session, tick()));
      boxes.put(session, new Box(terms, opening));
      return new Reply.StatementReply(opening);
    } catch (InvalidTermsException e) {
      return new Reply.ErrorReply(ErrorCode.INVALID_TERMS);
    }
  }

  private Instant tick() {
    return NOW.plusMillis(boxes.size());
  }

  private Reply submit(SessionId id, Box box, Request.Submit submit) {
    Sha384 sha384 = Sha384.of(submit.ciphertext());
    AttestedStatement known = box.acknowledgements.get(sha384);
    if (known != null) {
      boolean theirs =
          box.acknowledged.stream()
              .anyMatch(
                  sheet ->
                      sheet.sheetSha384().equals(sha384)
                          && sheet.buyerId().equals(submit.buyerId()));
      return theirs
          ? new Reply.StatementReply(known)
          : new Reply.ErrorReply(ErrorCode.SHEET_WRONG_KEY);
    }
    if (closed || box.state != SessionState.OPEN) {
      return new Reply.ErrorReply(ErrorCode.CLOSED);
    }
    int sequence = box.acknowledged.size() + 1;
    AcknowledgedSheet sheet =
        new AcknowledgedSheet(
            submit.buyerId(), sha384, revision(box, id, submit, 1_000L + sequence), sequence);
    box.acknowledged.add(sheet);
    AttestedStatement acknowledgement =
        attested(
            new Acknowledgement(
                box.terms.terms().id(),
                id,
                submit.buyerId(),
                sha384,
                sheet.revision(),
                sequence,
                NOW));
    box.acknowledgements.put(sha384, acknowledgement);
    return new Reply.StatementReply(acknowledgement);
  }

  /** The revision in the sheet's header; of what isn't a sheet, the other. */
  private static long revision(Box box, SessionId id, Request.Submit submit, long otherwise) {
    try {
      Buyer buyer = box.terms.terms().party(submit.buyerId()).orElseThrow();
      ExpectedSheet expected = ExpectedSheet.of(box.terms, id, buyer);
      return SheetHeader.check(submit.ciphertext(), expected).revision();
    } catch (SheetRefusedException e) {
      return otherwise;
    }
  }

  private Reply resolve(SessionId id, Box box) {
    AttestedStatement before = box.end;
    if (before != null) {
      return new Reply.Resolved(true, before);
    }
    if (!closed) {
      return new Reply.ErrorReply(ErrorCode.NOT_YET_CLOSED);
    }
    box.state = SessionState.RESOLVING;
    List<Sha384> wanted =
        box.acknowledged.stream()
            .map(AcknowledgedSheet::sheetSha384)
            .filter(sheet -> !box.presented.contains(sheet))
            .toList();
    if (!wanted.isEmpty()) {
      return new Reply.Wanted(wanted);
    }
    AttestedStatement outcome = attested(outcome(id, box));
    box.end = outcome;
    box.state = SessionState.RESOLVED;
    return new Reply.Resolved(false, outcome);
  }

  private static Outcome outcome(SessionId id, Box box) {
    Terms terms = box.terms.terms();
    Map<String, Sha384> counted = new HashMap<>();
    box.acknowledged.forEach(sheet -> counted.put(sheet.buyerId(), sheet.sheetSha384()));
    return new Outcome(
        terms.id(),
        id,
        box.terms.sha384(),
        NOW,
        Sha384.of(id.bytes()),
        terms.lots().stream().map(lot -> LotResult.noSale(lot.id())).toList(),
        terms.parties().stream().map(party -> result(party.id(), counted)).toList(),
        box.acknowledged,
        terms.awardKeys().keySet().stream()
            .map(recipient -> new AwardDigest(recipient, Sha384.of(award(recipient))))
            .toList());
  }

  private static BuyerResult result(String buyerId, Map<String, Sha384> counted) {
    Optional<Sha384> sheet = Optional.ofNullable(counted.get(buyerId));
    return new BuyerResult(
        buyerId,
        sheet.isPresent() ? BuyerStatus.COUNTED : BuyerStatus.ABSENT,
        Optional.empty(),
        sheet);
  }

  private static Reply present(Box box, List<byte[]> ciphertexts) {
    for (byte[] ciphertext : ciphertexts) {
      Sha384 sha384 = Sha384.of(ciphertext);
      if (!box.acknowledgements.containsKey(sha384)) {
        return new Reply.ErrorReply(ErrorCode.NOT_ACKNOWLEDGED);
      }
      box.presented.add(sha384);
    }
    return new Reply.Presented(ciphertexts.size());
  }

  private static AttestedStatement end(SessionId id, Box box, VoidReason reason) {
    AttestedStatement before = box.end;
    if (before != null) {
      return before;
    }
    AttestedStatement end =
        attested(
            new VoidStatement(
                box.terms.terms().id(), id, box.terms.sha384(), NOW, reason, List.of()));
    box.end = end;
    box.state = SessionState.VOID;
    return end;
  }

  private static AttestedStatement attested(Statement statement) {
    return new AttestedStatement(statement.encode(), document(new byte[0]));
  }

  /** What stands for a document: the nonce behind a word. */
  static byte[] document(byte[] nonce) {
    byte[] word = "attested ".getBytes(StandardCharsets.US_ASCII);
    byte[] document = new byte[word.length + nonce.length];
    System.arraycopy(word, 0, document, 0, word.length);
    System.arraycopy(nonce, 0, document, word.length, nonce.length);
    return document;
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
