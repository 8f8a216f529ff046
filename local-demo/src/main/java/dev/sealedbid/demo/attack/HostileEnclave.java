package dev.sealedbid.demo.attack;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.parent.kmsproxy.KmsProxy;
import dev.sealedbid.parent.kmsproxy.ProxyLimits;
import dev.sealedbid.parent.settings.HostPort;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * An enclave that somebody runs beside the one that the buyers look at, with a parent's part played
 * by hand: frames, and a proxy to KMS.
 */
public final class HostileEnclave implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final LocalSystem system;
  private final LaunchedEnclave enclave;
  private final EnclaveLine line;
  private final Runnable proxy;

  private HostileEnclave(LocalSystem system, LaunchedEnclave enclave, Runnable proxy) {
    this.system = system;
    this.enclave = enclave;
    this.line = EnclaveLine.to(enclave);
    this.proxy = proxy;
  }

  /** What the enclave's connections to KMS run into. */
  @FunctionalInterface
  public interface Egress {
    /** Serves the connections that arrive there until what it returns is run. */
    Runnable serve(VsockListener listener);
  }

  /** A process of the local hypervisor, with a proxy as honest as the parent's. */
  public static HostileEnclave launch(LocalSystem system, EnclaveSpec spec) throws IOException {
    return launch(system, () -> system.aws().launchEnclave(spec));
  }

  public static HostileEnclave launch(LocalSystem system, EnclaveSpec spec, Egress egress)
      throws IOException {
    return launch(system, () -> system.aws().launchEnclave(spec), egress);
  }

  /** With a proxy as honest as the parent's. */
  public static HostileEnclave launch(LocalSystem system, Supplier<LaunchedEnclave> start)
      throws IOException {
    return launch(system, start, listener -> honestProxy(system, listener));
  }

  public static HostileEnclave launch(
      LocalSystem system, Supplier<LaunchedEnclave> start, Egress egress) throws IOException {
    LaunchedEnclave enclave = start.get();
    Runnable proxy =
        egress.serve(
            VsockSockets.listen(new HybridVsock(enclave.vsock(), LocalNames.PROXY_PORT), BACKLOG));
    LocalSystem.awaitAnswer(enclave, system.enclaves().patience());
    HostileEnclave hostile = new HostileEnclave(system, enclave, proxy);
    system.closeFirst(hostile);
    return hostile;
  }

  private static Runnable honestProxy(LocalSystem system, VsockListener listener) {
    URI kms = system.endpoints().kms();
    KmsProxy proxy =
        new KmsProxy(
            listener,
            OptionalInt.empty(),
            Set.of(new HostPort(kms.getHost(), kms.getPort())),
            ProxyLimits.standard(),
            HostileEnclave::daemon);
    proxy.start();
    return proxy::close;
  }

  /** Opens a session of its own. */
  public OpenAuction open(byte[] terms) throws IOException {
    Reply reply = line.ask(new Request.Open(terms));
    if (!(reply instanceof Reply.StatementReply opened)) {
      throw new IOException("the enclave did not open: " + said(reply));
    }
    return opened(terms, opened);
  }

  /** What an enclave said to these terms. */
  public static OpenAuction opened(byte[] terms, Reply.StatementReply opened) throws IOException {
    try {
      Opening opening =
          (Opening) Statement.parse(StatementType.OPENING, opened.statement().statement());
      return new OpenAuction(TermsDocument.parse(terms), opening.sessionId(), opened.statement());
    } catch (MalformedStatementException | InvalidTermsException e) {
      throw new IOException("the enclave's opening can't be read", e);
    }
  }

  /** Asks anything else. */
  public Reply ask(Request request) throws IOException {
    return line.ask(request);
  }

  public Reply submit(SessionId session, String buyerId, byte[] ciphertext) throws IOException {
    return line.ask(new Request.Submit(session, buyerId, ciphertext));
  }

  /** Presents what is wanted and asks until the enclave has said its last word. */
  public Reply resolve(SessionId session, List<byte[]> sheets, Credentials credentials)
      throws IOException {
    Reply reply = line.ask(new Request.Resolve(session, credentials));
    for (int rounds = 0; reply instanceof Reply.Wanted && rounds < 4; rounds++) {
      line.ask(new Request.Present(session, sheets));
      reply = line.ask(new Request.Resolve(session, credentials));
    }
    return reply;
  }

  public LaunchedEnclave launched() {
    return enclave;
  }

  /** The PCRs 0–3 with which the hypervisor started it, as a measurements file has them. */
  public Map<String, String> measurements() {
    return measurements(enclave.measurements());
  }

  public static Map<String, String> measurements(Pcrs pcrs) {
    Map<String, String> named = new TreeMap<>();
    for (int i = 0; i <= 3; i++) {
      named.put("PCR" + i, pcrs.hex(i).toLowerCase(Locale.ROOT));
    }
    return named;
  }

  /** A reply in words: its code, and what KMS said about whose key. */
  static String said(Reply reply) {
    if (reply instanceof Reply.ErrorReply error) {
      String buyers =
          error.buyers().stream()
              .map(buyer -> buyer.code())
              .distinct()
              .reduce((a, b) -> a + ", " + b)
              .map(codes -> " (KMS: " + codes + ")")
              .orElse("");
      return error.code() + buyers;
    }
    return reply.type().name();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "hostile proxy");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    proxy.run();
    system.enclaves().kill(enclave);
  }
}
