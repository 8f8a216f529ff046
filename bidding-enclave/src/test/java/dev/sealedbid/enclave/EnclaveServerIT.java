package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.NsmClient;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.UnixSockets;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.verify.ReceiptVerifier;
import dev.sealedbid.verify.VerifiedReceipt;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server over Unix sockets, with the embedded KMS behind a CONNECT proxy: real TLS, real
 * attestation, key policies that name PCRs.
 */
class EnclaveServerIT {
  private static final int BUYERS = 6;

  @TempDir Path folder;
  private final Map<Integer, byte[]> pcrs = new HashMap<>();
  private EmbeddedKms kms;
  private Path socket;

  @SuppressWarnings("NullAway.Init") // set in start()
  EnclaveServerIT() {}

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 16; i++) {
      pcrs.put(i, new byte[48]);
      if (i < 4) {
        Arrays.fill(pcrs.get(i), (byte) (i + 1));
      }
    }
    kms = new EmbeddedKms(folder, BUYERS);
    kms.trust(pcrs);
    socket = Files.createTempDirectory("sb-it").resolve("v");
    VsockListener listener = VsockSockets.listen(new HybridVsock(socket, 5005), 16);
    EnclaveServer server =
        new EnclaveServer(
            EnclaveSettings.parse(kms.settings()),
            new NsmClient(kms.aws.hypervisor().nsm(Pcrs.of(pcrs))),
            listener,
            kms.proxy::connect);
    kms.closeWithThis(server::close);
    Thread serving =
        new Thread(
            () -> {
              try {
                server.serve();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    serving.setDaemon(true);
    serving.start();
  }

  @AfterEach
  void stop() throws Exception {
    kms.close();
  }

  @Test
  @DisplayName("a whole auction, from sealed sheets under own keys to a receipt that verifies")
  void wholeAuction() throws Exception {
    Instant closes = kms.closing();
    TermsDocument terms = TermsDocument.parse(kms.terms(closes));
    AttestedStatement opening = EmbeddedKms.statement(ask(new Request.Open(terms.bytes())));
    SessionId session =
        ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
    Map<Sha384, byte[]> sheets = new HashMap<>();
    List<AttestedStatement> acknowledgements = new ArrayList<>();
    for (int i = 1; i <= BUYERS; i++) {
      byte[] sheet = kms.seal(terms, session, i, 100L * i, 1000 - i);
      sheets.put(Sha384.of(sheet), sheet);
      acknowledgements.add(
          EmbeddedKms.statement(ask(new Request.Submit(session, "buyer-" + i, sheet))));
    }
    assertThat(((Reply.ErrorReply) ask(kms.resolve(session))).code())
        .isEqualTo(ErrorCode.NOT_YET_CLOSED);
    kms.passing(closes);

    Reply.Wanted wanted = (Reply.Wanted) ask(kms.resolve(session));
    assertThat(wanted.sheets()).hasSize(BUYERS);
    ask(new Request.Present(session, wanted.sheets().stream().map(sheets::get).toList()));
    Reply end = ask(kms.resolve(session));

    assertThat(end).isInstanceOf(Reply.Resolved.class);
    Receipt receipt =
        new Receipt(
            terms.bytes(), opening, acknowledgements, ((Reply.Resolved) end).outcomeOrVoid());
    VerifiedReceipt verified = new ReceiptVerifier(kms.verifier()).verify(receipt.encode());
    assertThat(verified.outcome().statement().lots())
        .containsExactly(
            LotResult.sold("lot-1", List.of("buyer-" + BUYERS)),
            LotResult.sold("lot-2", List.of("buyer-1")));
    assertThat(verified.acknowledgements()).hasSize(BUYERS);
  }

  @Test
  @DisplayName("KMS refuses an enclave of other measurements; the round stops and names the buyer")
  void otherMeasurements() throws Exception {
    Map<Integer, byte[]> others = new HashMap<>(pcrs);
    others.put(2, new byte[48]);
    Arrays.fill(others.get(2), (byte) 9);
    String policy = EmbeddedKms.policy(others);
    kms.owner.putKeyPolicy(r -> r.keyId(kms.keys.get(1)).policyName("default").policy(policy));
    Instant closes = kms.closing();
    TermsDocument terms = TermsDocument.parse(kms.terms(closes));
    AttestedStatement opening = EmbeddedKms.statement(ask(new Request.Open(terms.bytes())));
    SessionId session =
        ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
    byte[] sheet = kms.seal(terms, session, 2, 1, 1);
    EmbeddedKms.statement(ask(new Request.Submit(session, "buyer-2", sheet)));
    kms.passing(closes);
    ask(kms.resolve(session));
    ask(new Request.Present(session, List.of(sheet)));

    Reply.ErrorReply stopped = (Reply.ErrorReply) ask(kms.resolve(session));
    assertThat(stopped.code()).isEqualTo(ErrorCode.KMS_REFUSED);
    assertThat(stopped.buyers().get(0).code()).isEqualTo("AccessDeniedException");

    kms.owner.disableKey(r -> r.keyId(kms.keys.get(1)));
    String own = EmbeddedKms.policy(pcrs);
    kms.owner.putKeyPolicy(r -> r.keyId(kms.keys.get(1)).policyName("default").policy(own));
    Reply voided = ask(kms.resolve(session));
    assertThat(voided).isInstanceOf(Reply.Resolved.class);
    assertThat(StatementType.of(((Reply.Resolved) voided).outcomeOrVoid().statement()))
        .isEqualTo(StatementType.VOID);
  }

  private Reply ask(Request request) throws Exception {
    try (Socket parent = UnixSockets.connect(Path.of(socket + "_5005"), Duration.ofMinutes(1))) {
      FrameCodec.write(parent.getOutputStream(), request.encode(7));
      return Reply.decode(FrameCodec.read(parent.getInputStream(), MessageType.Kind.REPLY));
    }
  }
}
