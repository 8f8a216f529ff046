package dev.sealedbid.e2e;

import dev.sealedbid.local.pki.LocalCa;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A KMS of the attacker's between enclave and KMS: ends the enclave's TLS with a certificate of
 * some CA for the right name, asks the real KMS, and answers what the attacker makes of it.
 */
final class ManInTheMiddle implements HostileEgress.Treatment {
  private static final Set<String> OF_THE_CLIENT =
      Set.of("host", "content-length", "connection", "expect", "transfer-encoding");

  private final SSLContext server;
  private final HttpClient kms;
  private final URI endpoint;
  private final BinaryOperator<ObjectNode> forge;
  private final AtomicInteger seen = new AtomicInteger();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private volatile String refused = "";
  private volatile Runnable whenKmsRefuses = () -> {};

  /**
   * Between them.
   *
   * @param ca issues the certificate that the enclave sees
   * @param trusted whom it trusts itself when it asks the real KMS
   * @param forge from the request's and the real answer's JSON to what the enclave gets
   */
  ManInTheMiddle(LocalCa ca, LocalCa trusted, URI endpoint, BinaryOperator<ObjectNode> forge)
      throws GeneralSecurityException {
    this.server = ca.serverContext();
    this.endpoint = endpoint;
    this.forge = forge;
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted.trustStore());
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    this.kms = HttpClient.newBuilder().sslContext(client).build();
  }

  /** How many requests of an enclave it has read. */
  int requestsSeen() {
    return seen.get();
  }

  /** With which codes the real KMS refused. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** What it does each time the real KMS has refused, before the enclave hears of it. */
  void whenKmsRefuses(Runnable act) {
    whenKmsRefuses = act;
  }

  /** Why the last handshake failed, if one did. */
  String handshakeFailure() {
    return refused;
  }

  @Override
  public void deal(Socket enclave, HostileEgress egress) throws IOException {
    SSLSocket tls =
        (SSLSocket) server.getSocketFactory().createSocket(enclave, null, endpoint.getPort(), true);
    tls.setUseClientMode(false);
    try {
      tls.startHandshake();
      // In TLS 1.3 the client's verdict arrives with the first read.
      while (true) {
        answer(tls);
      }
    } catch (javax.net.ssl.SSLException e) {
      refused = String.valueOf(e.getMessage());
      throw e;
    }
  }

  private void answer(SSLSocket tls) throws IOException {
    InputStream in = tls.getInputStream();
    String head = HostileEgress.head(in);
    byte[] body = in.readNBytes(contentLength(head));
    seen.incrementAndGet();
    HttpResponse<byte[]> real = ask(head, body);
    byte[] answer = real.body();
    if (real.statusCode() != 200) {
      refusals.add(json(answer).path("__type").asString(""));
      whenKmsRefuses.run();
    }
    if (real.statusCode() == 200) {
      answer = JsonMapper.shared().writeValueAsBytes(forge.apply(json(body), json(answer)));
    }
    OutputStream out = tls.getOutputStream();
    out.write(
        ("HTTP/1.1 "
                + real.statusCode()
                + " OK\r\nDate: "
                + real.headers().firstValue("date").orElse("")
                + "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: "
                + answer.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(answer);
    out.flush();
  }

  private HttpResponse<byte[]> ask(String head, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    head.lines()
        .skip(1)
        .filter(line -> line.contains(":"))
        .map(line -> line.split(":", 2))
        .filter(field -> !OF_THE_CLIENT.contains(field[0].toLowerCase(Locale.ROOT)))
        .forEach(field -> request.header(field[0], field[1].strip()));
    try {
      return kms.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int contentLength(String head) throws IOException {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("no length"));
  }

  private static ObjectNode json(byte[] text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }
}
