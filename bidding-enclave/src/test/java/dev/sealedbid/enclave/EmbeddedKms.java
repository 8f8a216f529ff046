package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.kms.KmsOverProxy;
import dev.sealedbid.nitro.kms.KmsOverProxySettings;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.verify.StatementVerifier;
import dev.sealedbid.verify.TrustedMeasurements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * The embedded KMS behind a CONNECT proxy, a decrypt role, and buyers whose key policies name the
 * measurements of one enclave. All buyers' keys are in one account, which no enclave knows.
 */
final class EmbeddedKms implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";
  private static final String ACCOUNT = "111111111101";

  // It stands still, so that no test depends on how long it takes. KMS takes no signature of
  // another
  // time than its own, give or take five minutes: so long a test may take before and after closing.
  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Closing> closing = new ArrayList<>();
  final List<String> keys = new ArrayList<>();
  final LocalAws aws;
  final ConnectProxy proxy;
  final KmsClient owner;
  private final int buyers;
  private Map<Integer, byte[]> pcrs = Map.of();

  EmbeddedKms(Path folder, int buyers) throws Exception {
    this.buyers = buyers;
    aws = LocalAws.start(LocalAwsConfig.ephemeral(folder.resolve("aws")).withClock(() -> now));
    closing.add(aws::close);
    proxy = new ConnectProxy(aws.kmsEndpoint());
    closing.add(proxy::close);
    aws.iam()
        .createRole(
            ROLE,
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
            """,
            Map.of(
                "decrypt",
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                 "Action":"kms:Decrypt","Resource":"*"}]}\
                """));
    AccessKey key = aws.iam().createUser(ACCOUNT, "buyer", LocalIam.ADMINISTRATOR_ACCESS);
    owner =
        new KmsOverProxy(
                Region.EU_WEST_1,
                aws.kmsEndpoint(),
                aws.trustStoreInMemory(),
                proxy::connect,
                KmsOverProxySettings.defaults())
            .client(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    closing.add(owner::close);
  }

  /** What ends with the test. */
  interface Closing {
    void close() throws IOException;
  }

  /** Every buyer makes a key that only an enclave of these measurements can use. */
  void trust(Map<Integer, byte[]> measurements) {
    pcrs = measurements;
    String policy = policy(pcrs);
    for (int i = 0; i < buyers; i++) {
      keys.add(owner.createKey(r -> r.policy(policy)).keyMetadata().arn());
    }
  }

  void closeWithThis(Closing resource) {
    closing.add(resource);
  }

  /** A closing time that lies ahead until {@link #passing}. */
  Instant closing() {
    return now.plusSeconds(120);
  }

  /** Moves the clock of KMS and of the hypervisor to a millisecond past a time. */
  void passing(Instant time) {
    now = time.plusMillis(1);
  }

  @Override
  public void close() throws IOException {
    for (int i = closing.size() - 1; i >= 0; i--) {
      closing.get(i).close();
    }
  }

  Request resolve(SessionId session) {
    SessionCredentials given = aws.iam().instanceCredentials(ROLE, "i-1");
    return new Request.Resolve(
        session,
        new Credentials(
            ascii(given.accessKeyId()),
            ascii(given.secretAccessKey()),
            ascii(given.sessionToken())));
  }

  byte[] seal(TermsDocument terms, SessionId session, int buyer, long first, long second) {
    ExpectedSheet expected =
        ExpectedSheet.of(terms, session, terms.terms().buyers().get(buyer - 1));
    byte[] nonce = new byte[32];
    new SecureRandom().nextBytes(nonce);
    try (BidSheet sheet = BidSheet.bid(nonce, new long[] {first, second});
        SealedSheet sealed =
            new SheetSealer(owner, expected.keyArn()).seal(sheet, expected.context(1))) {
      return sealed.ciphertext();
    }
  }

  static AttestedStatement statement(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.StatementReply.class);
    return ((Reply.StatementReply) reply).statement();
  }

  StatementVerifier verifier() throws Exception {
    return new StatementVerifier(
        new AttestationVerifier(TrustedRoot.ofCertificateDer(aws.hypervisor().rootCertificate())),
        new TrustedMeasurements(pcr(0), pcr(1), pcr(2), Optional.of(pcr(3))));
  }

  private Sha384 pcr(int index) {
    return Sha384.fromBytes(pcrs.getOrDefault(index, new byte[48]));
  }

  byte[] settings() throws IOException {
    String pem = Files.readString(aws.caCertificate()).strip().replace("\n", "\\n");
    return """
    {"version":1,"parentCid":3,"listenPort":5005,"proxyPort":8000,
     "regions":{"eu-west-1":{"kmsEndpoint":"%s"}},"trustRoots":["%s"]}\
    """
        .formatted(aws.kmsEndpoint(), pem)
        .getBytes(StandardCharsets.UTF_8);
  }

  byte[] terms(Instant closes) {
    return terms("a", closes);
  }

  byte[] terms(String auctionId, Instant closes) {
    StringBuilder listed = new StringBuilder();
    for (int i = 1; i <= buyers; i++) {
      listed
          .append(i == 1 ? "" : ",")
          .append(
              """
              {"id":"buyer-%d","sheetKey":"%s","bucket":"buyer-%d-bids",
               "bucketRegion":"eu-west-1","bucketOwner":"%s","objectKey":"sheet"}\
              """
                  .formatted(i, keys.get(i - 1), i, ACCOUNT));
    }
    HexFormat hex = HexFormat.of();
    return """
    {"version":1,"id":"%s","title":"t","currency":{"code":"EUR","scale":2},
     "measurements":{"PCR0":"%s","PCR1":"%s","PCR2":"%s","PCR3":"%s"},
     "decryptRole":"%s","lots":[{"id":"lot-1"},{"id":"lot-2"}],"rule":"FIRST_PRICE",
     "direction":"HIGHEST_WINS","tieBreak":"LOTTERY","closesAt":"%s","resolveBy":"%s",
     "buyers":[%s],"disclosure":"WINNERS_ONLY","keyGone":"ABORT"}\
    """
        .formatted(
            auctionId,
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

  static String policy(Map<Integer, byte[]> measured) {
    HexFormat hex = HexFormat.of();
    return """
    {"Version":"2012-10-17","Statement":[
     {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*",
      "Resource":"*"},
     {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Decrypt","Resource":"*",
      "Condition":{"StringEqualsIgnoreCase":{
       "kms:RecipientAttestation:PCR0":"%s","kms:RecipientAttestation:PCR1":"%s",
       "kms:RecipientAttestation:PCR2":"%s","kms:RecipientAttestation:PCR3":"%s"}}}]}\
    """
        .formatted(
            ACCOUNT,
            ROLE,
            hex.formatHex(measured.getOrDefault(0, new byte[0])),
            hex.formatHex(measured.getOrDefault(1, new byte[0])),
            hex.formatHex(measured.getOrDefault(2, new byte[0])),
            hex.formatHex(measured.getOrDefault(3, new byte[0])));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
