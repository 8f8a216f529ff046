package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.kms.KmsOverProxy;
import dev.sealedbid.nitro.kms.KmsOverProxySettings;
import dev.sealedbid.nitro.nsm.NsmClient;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.UnixSockets;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.protocol.ExpectedSheet;
import dev.sealedbid.protocol.ReceiptVerifier;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.protocol.StatementVerifier;
import dev.sealedbid.protocol.TrustedMeasurements;
import dev.sealedbid.protocol.VerifiedReceipt;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * The server over Unix sockets, with the embedded KMS behind a CONNECT proxy: real TLS, real
 * attestation, key policies that name PCRs.
 */
class EnclaveServerIT {
  private static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";
  private static final int BUYERS = 6;

  @TempDir Path folder;
  private final AtomicLong offset = new AtomicLong();
  private final Map<Integer, byte[]> pcrs = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final List<KmsClient> buyers = new ArrayList<>();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private LocalAws aws;
  private ConnectProxy proxy;
  private Path socket;

  @SuppressWarnings("NullAway.Init") // set in start()
  EnclaveServerIT() {}

  @BeforeEach
  void start() throws Exception {
    aws =
        LocalAws.start(
            LocalAwsConfig.ephemeral(folder.resolve("aws"))
                .withClock(() -> Instant.now().plusMillis(offset.get())));
    closing.add(aws);
    proxy = new ConnectProxy(aws.kmsEndpoint());
    closing.add(proxy);
    for (int i = 0; i < 16; i++) {
      pcrs.put(i, new byte[48]);
      if (i < 4) {
        Arrays.fill(pcrs.get(i), (byte) (i + 1));
      }
    }
    EnclaveSettings settings = EnclaveSettings.parse(settings());
    socket = Files.createTempDirectory("sb-it").resolve("v");
    VsockListener listener = VsockSockets.listen(new HybridVsock(socket, 5005), 16);
    EnclaveServer server =
        new EnclaveServer(
            settings, new NsmClient(aws.hypervisor().nsm(Pcrs.of(pcrs))), listener, proxy::connect);
    closing.add(server);
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
    aws.iam()
        .createRole(
            ROLE,
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
            Map.of(
                "decrypt",
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                 "Action":"kms:Decrypt","Resource":"*"}]}"""));
    for (int i = 1; i <= BUYERS; i++) {
      AccessKey buyer = aws.iam().createUser(account(i), "buyer", LocalIam.ADMINISTRATOR_ACCESS);
      KmsClient kms =
          new KmsOverProxy(
                  Region.EU_WEST_1,
                  aws.kmsEndpoint(),
                  aws.trustStoreInMemory(),
                  proxy::connect,
                  KmsOverProxySettings.defaults())
              .client(
                  StaticCredentialsProvider.create(
                      AwsBasicCredentials.create(buyer.accessKeyId(), buyer.secretAccessKey())));
      closing.add(kms);
      buyers.add(kms);
      String policy = policy(i, pcrs);
      keys.add(kms.createKey(r -> r.policy(policy)).keyMetadata().arn());
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = closing.size() - 1; i >= 0; i--) {
      closing.get(i).close();
    }
  }

  @Test
  @DisplayName("a whole auction, from sealed sheets under own keys to a receipt that verifies")
  void wholeAuction() throws Exception {
    Instant closes = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.SECONDS);
    TermsDocument terms = TermsDocument.parse(terms(closes));
    AttestedStatement opening = statement(ask(new Request.Open(terms.bytes())));
    SessionId session =
        ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
    Map<Sha384, byte[]> sheets = new HashMap<>();
    List<AttestedStatement> acknowledgements = new ArrayList<>();
    for (int i = 1; i <= BUYERS; i++) {
      byte[] sheet = seal(terms, session, i, 100L * i, 1000 - i);
      sheets.put(Sha384.of(sheet), sheet);
      acknowledgements.add(statement(ask(new Request.Submit(session, "buyer-" + i, sheet))));
    }
    assertThat(((Reply.ErrorReply) ask(resolve(session))).code())
        .isEqualTo(ErrorCode.NOT_YET_CLOSED);
    offset.set(Duration.between(Instant.now(), closes).toMillis() + 1);

    Reply.Wanted wanted = (Reply.Wanted) ask(resolve(session));
    assertThat(wanted.sheets()).hasSize(BUYERS);
    ask(new Request.Present(session, wanted.sheets().stream().map(sheets::get).toList()));
    Reply end = ask(resolve(session));

    assertThat(end).isInstanceOf(Reply.Resolved.class);
    Receipt receipt =
        new Receipt(
            terms.bytes(), opening, acknowledgements, ((Reply.Resolved) end).outcomeOrVoid());
    VerifiedReceipt verified = new ReceiptVerifier(verifier()).verify(receipt.encode());
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
    String policy = policy(2, others);
    buyers.get(1).putKeyPolicy(r -> r.keyId(keys.get(1)).policyName("default").policy(policy));
    Instant closes = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.SECONDS);
    TermsDocument terms = TermsDocument.parse(terms(closes));
    AttestedStatement opening = statement(ask(new Request.Open(terms.bytes())));
    SessionId session =
        ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
    byte[] sheet = seal(terms, session, 2, 1, 1);
    statement(ask(new Request.Submit(session, "buyer-2", sheet)));
    offset.set(Duration.between(Instant.now(), closes).toMillis() + 1);
    ask(resolve(session));
    ask(new Request.Present(session, List.of(sheet)));

    Reply.ErrorReply stopped = (Reply.ErrorReply) ask(resolve(session));
    assertThat(stopped.code()).isEqualTo(ErrorCode.KMS_REFUSED);
    assertThat(stopped.buyers().get(0).code()).isEqualTo("AccessDeniedException");

    buyers.get(1).disableKey(r -> r.keyId(keys.get(1)));
    String own = policy(2, pcrs);
    buyers.get(1).putKeyPolicy(r -> r.keyId(keys.get(1)).policyName("default").policy(own));
    Reply voided = ask(resolve(session));
    assertThat(voided).isInstanceOf(Reply.Resolved.class);
    assertThat(StatementType.of(((Reply.Resolved) voided).outcomeOrVoid().statement()))
        .isEqualTo(StatementType.VOID);
  }

  private Request resolve(SessionId session) {
    SessionCredentials given = aws.iam().instanceCredentials(ROLE, "i-1");
    return new Request.Resolve(
        session,
        new Credentials(
            ascii(given.accessKeyId()),
            ascii(given.secretAccessKey()),
            ascii(given.sessionToken())));
  }

  private byte[] seal(TermsDocument terms, SessionId session, int buyer, long first, long second) {
    ExpectedSheet expected =
        ExpectedSheet.of(terms, session, terms.terms().buyers().get(buyer - 1));
    byte[] nonce = new byte[32];
    new SecureRandom().nextBytes(nonce);
    try (BidSheet sheet = BidSheet.bid(nonce, new long[] {first, second});
        SealedSheet sealed =
            new SheetSealer(buyers.get(buyer - 1), expected.keyArn())
                .seal(sheet, expected.context(1))) {
      return sealed.ciphertext();
    }
  }

  private Reply ask(Request request) throws Exception {
    try (Socket parent = UnixSockets.connect(Path.of(socket + "_5005"), Duration.ofSeconds(5))) {
      FrameCodec.write(parent.getOutputStream(), request.encode(7));
      return Reply.decode(FrameCodec.read(parent.getInputStream(), MessageType.Kind.REPLY));
    }
  }

  private static AttestedStatement statement(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.StatementReply.class);
    return ((Reply.StatementReply) reply).statement();
  }

  private StatementVerifier verifier() throws Exception {
    return new StatementVerifier(
        new AttestationVerifier(TrustedRoot.ofCertificateDer(aws.hypervisor().rootCertificate())),
        new TrustedMeasurements(pcr(0), pcr(1), pcr(2), Optional.of(pcr(3))));
  }

  private Sha384 pcr(int index) {
    return Sha384.fromBytes(pcrs.getOrDefault(index, new byte[48]));
  }

  private byte[] settings() throws IOException {
    String pem = Files.readString(aws.caCertificate()).strip().replace("\n", "\\n");
    return """
        {"version":1,"parentCid":3,"listenPort":5005,"proxyPort":8000,
         "regions":{"eu-west-1":{"kmsEndpoint":"%s"}},"trustRoots":["%s"]}"""
        .formatted(aws.kmsEndpoint(), pem)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] terms(Instant closes) {
    StringBuilder listed = new StringBuilder();
    for (int i = 1; i <= BUYERS; i++) {
      listed
          .append(i == 1 ? "" : ",")
          .append(
              """
              {"id":"buyer-%d","sheetKey":"%s","bucket":"buyer-%d-bids",
               "bucketRegion":"eu-west-1","bucketOwner":"%s","objectKey":"sheet"}"""
                  .formatted(i, keys.get(i - 1), i, account(i)));
    }
    HexFormat hex = HexFormat.of();
    return """
        {"version":1,"id":"a","title":"t","currency":{"code":"EUR","scale":2},
         "measurements":{"PCR0":"%s","PCR1":"%s","PCR2":"%s","PCR3":"%s"},
         "decryptRole":"%s","lots":[{"id":"lot-1"},{"id":"lot-2"}],"rule":"FIRST_PRICE",
         "direction":"HIGHEST_WINS","tieBreak":"LOTTERY","closesAt":"%s","resolveBy":"%s",
         "buyers":[%s],"disclosure":"WINNERS_ONLY","keyGone":"ABORT"}"""
        .formatted(
            hex.formatHex(pcr(0).bytes()),
            hex.formatHex(pcr(1).bytes()),
            hex.formatHex(pcr(2).bytes()),
            hex.formatHex(pcr(3).bytes()),
            ROLE,
            closes,
            closes.plusSeconds(900),
            listed)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String policy(int buyer, Map<Integer, byte[]> measured) {
    HexFormat hex = HexFormat.of();
    return """
        {"Version":"2012-10-17","Statement":[
         {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*",
          "Resource":"*"},
         {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Decrypt","Resource":"*",
          "Condition":{"StringEqualsIgnoreCase":{
           "kms:RecipientAttestation:PCR0":"%s","kms:RecipientAttestation:PCR1":"%s",
           "kms:RecipientAttestation:PCR2":"%s","kms:RecipientAttestation:PCR3":"%s"}}}]}"""
        .formatted(
            account(buyer),
            ROLE,
            hex.formatHex(measured.getOrDefault(0, new byte[0])),
            hex.formatHex(measured.getOrDefault(1, new byte[0])),
            hex.formatHex(measured.getOrDefault(2, new byte[0])),
            hex.formatHex(measured.getOrDefault(3, new byte[0])));
  }

  private static String account(int buyer) {
    return "1111111111%02d".formatted(buyer);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
