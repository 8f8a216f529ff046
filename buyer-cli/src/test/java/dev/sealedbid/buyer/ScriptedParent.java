package dev.sealedbid.buyer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.hypervisor.UnsignedEmulation;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.OpeningRequest;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.Problem;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingRequest;
import dev.sealedbid.rest.StandingView;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * A parent with an enclave behind it, as far as a buyer sees them: statements are attested by the
 * local hypervisor. Tests set what it says next.
 */
final class ScriptedParent implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LocalAws aws;
  private final HttpServer server;
  private final List<Acknowledgement> box = new CopyOnWriteArrayList<>();
  private final BiFunction<Buyer, String, byte[]> fetch;

  volatile TermsDocument served;
  volatile TermsDocument opened;
  volatile SessionId session;
  volatile Pcrs measured;
  volatile AuctionState state = AuctionState.OPEN;
  volatile boolean emulated;
  volatile boolean losesReplies;
  volatile boolean acknowledgesAnother;
  volatile Optional<SessionId> voided = Optional.empty();
  volatile Map<String, byte[]> awards = Map.of();

  ScriptedParent(
      LocalAws aws,
      TermsDocument terms,
      SessionId session,
      Pcrs measured,
      BiFunction<Buyer, String, byte[]> fetch)
      throws IOException {
    this.aws = aws;
    this.served = terms;
    this.opened = terms;
    this.session = session;
    this.measured = measured;
    this.fetch = fetch;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/auctions/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Acknowledgement> box() {
    return box;
  }

  AttestedStatement attest(Statement statement, Optional<byte[]> nonce) {
    byte[] bytes = statement.encode();
    byte[] userData = Statement.userData(statement.type(), bytes).bytes();
    AttestationRequest request =
        nonce
            .map(n -> AttestationRequest.ofUserData(userData).withNonce(n))
            .orElseGet(() -> AttestationRequest.ofUserData(userData));
    byte[] document = aws.hypervisor().signDocument(measured, request);
    return new AttestedStatement(bytes, emulated ? UnsignedEmulation.of(document) : document);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/api/v1/auctions/".length());
      byte[] body = exchange.getRequestBody().readAllBytes();
      List<String> parts = List.of(path.split("/", -1));
      if (!parts.get(0).equals(served.terms().id())) {
        problem(exchange, ParentCode.NO_SUCH_AUCTION);
      } else if (parts.size() == 1) {
        reply(exchange, view());
      } else if (parts.get(1).equals("opening")) {
        byte[] nonce =
            Base64.getDecoder().decode(JSON.readValue(body, OpeningRequest.class).nonce());
        reply(exchange, view(attest(opening(), Optional.of(nonce))));
      } else if (parts.get(1).equals("bids")) {
        submit(exchange, JSON.readValue(body, SubmitRequest.class));
      } else if (parts.get(1).equals("standing")) {
        standing(exchange, JSON.readValue(body, StandingRequest.class));
      } else if (parts.get(1).equals("awards") && parts.size() == 3) {
        award(exchange, parts.get(2));
      } else if (parts.get(1).equals("sessions") && parts.size() == 3) {
        session(exchange, parts.get(2));
      } else {
        problem(exchange, ParentCode.NOT_RESOLVED);
      }
    }
  }

  private Opening opening() {
    return new Opening(opened.terms().id(), opened.sha384(), session, now().minusSeconds(60));
  }

  private AuctionView view() {
    return new AuctionView(
        served.terms().id(),
        session.hex(),
        state,
        Base64.getEncoder().encodeToString(served.bytes()),
        served.sha384().hex(),
        view(attest(opening(), Optional.empty())),
        null,
        null,
        null);
  }

  private void submit(HttpExchange exchange, SubmitRequest request) throws IOException {
    Buyer buyer = served.terms().party(request.buyerId()).orElseThrow();
    byte[] ciphertext = fetch.apply(buyer, Optional.ofNullable(request.versionId()).orElse(""));
    SheetHeader header;
    try {
      header = SheetHeader.check(ciphertext, ExpectedSheet.of(opened, session, buyer));
    } catch (dev.sealedbid.core.sealed.SheetRefusedException e) {
      problem(exchange, ParentCode.WRONG_DIGEST);
      return;
    }
    Acknowledgement acknowledgement =
        box.stream()
            .filter(a -> a.sheetSha384().equals(header.sha384()))
            .findFirst()
            .orElseGet(
                () ->
                    new Acknowledgement(
                        served.terms().id(),
                        session,
                        buyer.id(),
                        header.sha384(),
                        acknowledgesAnother ? header.revision() + 1 : header.revision(),
                        box.size() + 1,
                        now()));
    if (!box.contains(acknowledgement)) {
      box.add(acknowledgement);
    }
    if (losesReplies) {
      problem(exchange, ParentCode.ENCLAVE_UNREACHABLE);
      return;
    }
    reply(exchange, view(attest(acknowledgement, Optional.empty())));
  }

  private void award(HttpExchange exchange, String recipient) throws IOException {
    byte[] message = awards.get(recipient);
    if (message == null) {
      problem(exchange, ParentCode.NOT_RESOLVED);
    } else {
      send(exchange, 200, "application/octet-stream", message);
    }
  }

  private void session(HttpExchange exchange, String id) throws IOException {
    SessionId asked = SessionId.parse(id);
    if (asked.equals(session) && voided.isEmpty()) {
      reply(
          exchange,
          new SessionView(
              id, state, view(attest(opening(), Optional.empty())), null, null, null, null));
      return;
    }
    if (!Optional.of(asked).equals(voided)) {
      problem(exchange, ParentCode.NO_SUCH_SESSION);
      return;
    }
    VoidStatement statement =
        new VoidStatement(
            opened.terms().id(), asked, opened.sha384(), now(), VoidReason.REQUESTED, List.of());
    reply(
        exchange,
        new SessionView(
            id,
            AuctionState.VOID,
            view(attest(opening(), Optional.empty())),
            null,
            view(attest(statement, Optional.empty())),
            null,
            null));
  }

  /** As the parent does: by an acknowledged sheet of the party alone. */
  private void standing(HttpExchange exchange, StandingRequest request) throws IOException {
    List<Acknowledgement> theirs =
        box.stream().filter(a -> a.buyerId().equals(request.buyerId())).toList();
    Optional<Acknowledgement> own =
        theirs.stream().filter(a -> a.sheetSha384().hex().equals(request.sha384())).findFirst();
    if (own.isEmpty()) {
      problem(exchange, ParentCode.NO_SUCH_ACKNOWLEDGEMENT);
      return;
    }
    Acknowledgement newest =
        theirs.stream().max(Comparator.comparing(Acknowledgement::revision)).orElseThrow();
    reply(
        exchange,
        new StandingView(
            view(attest(own.get(), Optional.empty())), view(attest(newest, Optional.empty()))));
  }

  private static AttestedStatementView view(AttestedStatement statement) {
    return AttestedStatementView.of(statement.statement(), statement.attestation());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void reply(HttpExchange exchange, Object body) throws IOException {
    send(exchange, 200, "application/json", JSON.writeValueAsBytes(body));
  }

  private static void problem(HttpExchange exchange, ParentCode code) throws IOException {
    Problem problem =
        new Problem(
            Problem.TYPE_PREFIX + code,
            code.title(),
            code.status(),
            code.title(),
            code.name(),
            code.hint(),
            null,
            null,
            null);
    send(exchange, code.status(), Problem.MEDIA_TYPE, JSON.writeValueAsBytes(problem));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
