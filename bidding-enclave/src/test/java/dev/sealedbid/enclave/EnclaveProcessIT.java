package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.local.hypervisor.LocalEnclave;
import dev.sealedbid.local.hypervisor.LocalGuest;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The enclave as a process of its own, started and measured by the local hypervisor with the class
 * path and the flags that ship.
 */
class EnclaveProcessIT {
  private static final int BUYERS = 200;
  private static final int AUCTIONS = 200;
  private static final int ROUNDS = 10;
  private static final long MAX_RESIDENT_KB = 256 * 1024;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // folder comes from JUnit
  EnclaveProcessIT() {}

  @Test
  @DisplayName("200 sheets opened in at most 256 MB, and nothing printed (G8)")
  void twoHundredSheets() throws Exception {
    try (EmbeddedKms kms = new EmbeddedKms(folder, BUYERS)) {
      LocalEnclave enclave = launch(kms);

      Reply end = auction(kms, enclave);

      assertThat(end).isInstanceOf(Reply.Resolved.class);
      assertThat(StatementType.of(((Reply.Resolved) end).outcomeOrVoid().statement()))
          .isEqualTo(StatementType.OUTCOME);
      assertThat(peakResidentKb(enclave)).isLessThanOrEqualTo(MAX_RESIDENT_KB);
      assertThat(Files.readString(enclave.log())).isEmpty();
    }
  }

  private LocalEnclave launch(EmbeddedKms kms) throws Exception {
    Path settings = Files.write(folder.resolve("enclave.json"), kms.settings());
    EnclaveSpec spec =
        new EnclaveSpec(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            LaunchFlags.shipped(),
            classPath(),
            "dev.sealedbid.enclave.GuestMain",
            List.of(EnclaveSpec.NSM, EnclaveSpec.VSOCK, EnclaveSpec.SETTINGS),
            settings,
            "arn:aws:iam::999999999999:role/auctioneer-parent",
            folder.resolve("work"));
    LocalEnclave enclave = kms.aws.hypervisor().launch(spec);
    kms.closeWithThis(enclave::close);
    kms.closeWithThis(egress(enclave, kms.proxy)::close);
    Map<Integer, byte[]> pcrs = new HashMap<>();
    for (int index : enclave.measurements().indexes()) {
      pcrs.put(index, enclave.measurements().value(index).orElseThrow());
    }
    kms.trust(pcrs);
    return enclave;
  }

  @Test
  @DisplayName(
      "200 auctions at once, some resolved while others are bid in, in at most 256 MB (G9)")
  void twoHundredAuctions() throws Exception {
    try (EmbeddedKms kms = new EmbeddedKms(folder, 2)) {
      LocalEnclave enclave = launch(kms);
      Instant closes = kms.closing();
      List<Running> auctions = new ArrayList<>();
      for (int i = 0; i < AUCTIONS; i++) {
        auctions.add(Running.open(kms, enclave, "auction-" + i, closes));
      }
      for (int i = 0; i < 2 * ROUNDS; i++) {
        auctions.get(i).bid(1, 100 + i);
        auctions.get(i).bid(2, i % 2 == 0 ? 99 : 1_000);
      }
      kms.passing(closes);
      // Each round makes an RSA key, which takes a while: a few rounds, and all the others stay
      // open.
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(auctions.get(i).winner()).isEqualTo(i % 2 == 0 ? "buyer-1" : "buyer-2");
        Running.open(kms, enclave, "late-" + i, closes.plusSeconds(900)).bid(1, 1);
      }
      for (Running other : auctions.subList(ROUNDS, AUCTIONS)) {
        assertThat(ask(enclave, new Request.Status(other.session)))
            .isInstanceOfSatisfying(
                Reply.StatusReply.class,
                status -> assertThat(status.state()).isEqualTo(SessionState.OPEN));
      }
      assertThat(peakResidentKb(enclave)).isLessThanOrEqualTo(MAX_RESIDENT_KB);
      assertThat(Files.readString(enclave.log())).isEmpty();
    }
  }

  /** One of many auctions. */
  private record Running(
      EmbeddedKms kms,
      LocalEnclave enclave,
      TermsDocument terms,
      SessionId session,
      List<byte[]> sheets) {
    static Running open(EmbeddedKms kms, LocalEnclave enclave, String id, Instant closes)
        throws Exception {
      TermsDocument terms = TermsDocument.parse(kms.terms(id, closes));
      AttestedStatement opening =
          EmbeddedKms.statement(ask(enclave, new Request.Open(terms.bytes())));
      SessionId session =
          ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
      return new Running(kms, enclave, terms, session, new ArrayList<>());
    }

    void bid(int buyer, long amount) throws Exception {
      byte[] sheet = kms.seal(terms, session, buyer, amount, BidSheet.NO_BID);
      sheets.add(sheet);
      EmbeddedKms.statement(ask(enclave, new Request.Submit(session, "buyer-" + buyer, sheet)));
    }

    String winner() throws Exception {
      assertThat(ask(enclave, kms.resolve(session))).isInstanceOf(Reply.Wanted.class);
      ask(enclave, new Request.Present(session, sheets));
      AttestedStatement end = ((Reply.Resolved) ask(enclave, kms.resolve(session))).outcomeOrVoid();
      Outcome outcome = (Outcome) Statement.parse(StatementType.OUTCOME, end.statement());
      assertThat(outcome.sessionId()).isEqualTo(session);
      return outcome.lots().get(0).winners().get(0);
    }
  }

  private static Reply auction(EmbeddedKms kms, LocalEnclave enclave) throws Exception {
    Instant closes = kms.closing();
    TermsDocument terms = TermsDocument.parse(kms.terms(closes));
    AttestedStatement opening =
        EmbeddedKms.statement(ask(enclave, new Request.Open(terms.bytes())));
    SessionId session =
        ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
    List<byte[]> sheets = new ArrayList<>();
    for (int i = 1; i <= BUYERS; i++) {
      byte[] sheet = kms.seal(terms, session, i, 100L + i, 1000 - i);
      sheets.add(sheet);
      EmbeddedKms.statement(ask(enclave, new Request.Submit(session, "buyer-" + i, sheet)));
    }
    kms.passing(closes);
    assertThat(ask(enclave, kms.resolve(session))).isInstanceOf(Reply.Wanted.class);
    for (int i = 0; i < BUYERS; i += 50) {
      ask(enclave, new Request.Present(session, sheets.subList(i, i + 50)));
    }
    return ask(enclave, kms.resolve(session));
  }

  private static Reply ask(LocalEnclave enclave, Request request) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (true) {
      try (Socket parent =
          VsockSockets.connect(new HybridVsock(enclave.vsock(), 5005), Duration.ofMinutes(1))) {
        FrameCodec.write(parent.getOutputStream(), request.encode(7));
        return Reply.decode(FrameCodec.read(parent.getInputStream(), MessageType.Kind.REPLY));
      } catch (IOException e) {
        // It is still starting.
        if (System.nanoTime() > deadline || !enclave.process().isAlive()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** What the parent does on the enclave's behalf: passes its connections on to KMS. */
  private static VsockListener egress(LocalEnclave enclave, ConnectProxy proxy) throws IOException {
    VsockListener listener = VsockSockets.listen(new HybridVsock(enclave.vsock(), 8000), 64);
    Thread accepting =
        new Thread(
            () -> {
              try {
                while (true) {
                  proxy.serveOnOwnThread(listener.accept().socket());
                }
              } catch (IOException e) {
                // The listener is closed: the test is over.
              }
            });
    accepting.setDaemon(true);
    accepting.start();
    return listener;
  }

  private static long peakResidentKb(LocalEnclave enclave) throws IOException {
    Path status = Path.of("/proc", String.valueOf(enclave.process().pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmHWM in " + status);
  }

  /** The jars that ship, and behind them the guest's devices and this test's main. */
  private static List<Path> classPath() throws Exception {
    List<Path> path = new ArrayList<>();
    path.add(Path.of("target", "bidding-enclave.jar"));
    try (Stream<Path> lib = Files.list(Path.of("target", "lib"))) {
      lib.sorted().forEach(path::add);
    }
    path.add(Path.of(LocalGuest.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    path.add(Path.of(GuestMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return path;
  }
}
