package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.round.AwardSealing;
import dev.sealedbid.enclave.session.EnclaveContext;
import dev.sealedbid.enclave.session.MemoryBudget;
import dev.sealedbid.enclave.session.Sessions;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import dev.sealedbid.enclave.wire.Counters;
import dev.sealedbid.enclave.wire.RequestHandler;
import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmClient;
import dev.sealedbid.nitro.nsm.NsmDescription;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.nsm.PcrState;
import dev.sealedbid.protocol.AwardSealer;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.verify.StatementVerifier;
import dev.sealedbid.verify.TrustedMeasurements;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An enclave in this process, asked by frames as a parent asks: real NSM messages and documents of
 * the local hypervisor, a clock that the test sets, and a fake KMS.
 */
final class TestEnclave {
  static final Instant OPENED = Instant.parse("2026-11-21T08:00:00Z");
  static final Instant CLOSES = Instant.parse("2026-11-21T09:00:00Z");
  static final Instant RESOLVE_BY = Instant.parse("2026-11-21T10:00:00Z");

  final AtomicReference<Instant> time;
  final FakeAttestedKms kms = new FakeAttestedKms();
  final Nsm nsm;
  final Sessions sessions;
  final RequestHandler handler;
  final MemoryBudget memory;
  volatile AwardSealing.Step sealing = AwardSealer.Batch::seal;
  final EnclaveContext context;
  final LocalHypervisor hypervisor;
  private final TrustedRoot root;
  final Map<Integer, byte[]> pcrs = new HashMap<>();
  private final SecureRandom random = new SecureRandom();

  TestEnclave() {
    this(4);
  }

  /** Of an auctioneer whose instance role measures to so many of this byte (PCR3). */
  TestEnclave(int role) {
    this(role, OPENED, EnclaveLimits.MEMORY, EnclaveLimits.ENDED_SESSIONS);
  }

  TestEnclave(long maxMemory, int endedSessions) {
    this(4, OPENED, maxMemory, endedSessions);
  }

  /** An enclave whose hypervisor starts at a time. */
  TestEnclave(Instant start) {
    this(4, start, EnclaveLimits.MEMORY, EnclaveLimits.ENDED_SESSIONS);
  }

  private TestEnclave(int role, Instant start, long maxMemory, int endedSessions) {
    time = new AtomicReference<>(start);
    memory = new MemoryBudget(maxMemory, endedSessions);
    try {
      NitroPki pki = NitroPki.create(time::get, random);
      hypervisor = new LocalHypervisor(pki, time::get, random);
      for (int i = 0; i < 16; i++) {
        pcrs.put(i, new byte[48]);
        if (i < 4) {
          Arrays.fill(pcrs.get(i), (byte) (i == 3 ? role : i + 1));
        }
      }
      root = TrustedRoot.ofCertificateDer(hypervisor.rootCertificate());
      nsm = new Nsm(new NsmClient(hypervisor.nsm(Pcrs.of(pcrs))));
      context =
          new EnclaveContext(
              nsm,
              random,
              Map.of("eu-west-1", (credentials, throttled) -> kms.client()),
              4,
              memory,
              new AwardSealing(3, (batch, recipient) -> sealing.seal(batch, recipient)));
      sessions = new Sessions(context, StartupChecks.ownMeasurements(nsm));
      handler = new RequestHandler(context, sessions, new Counters());
    } catch (NsmException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An auction of this enclave; its terms as JSON fields that a test may change. */
  final class Auction {
    final Map<String, String> fields = new LinkedHashMap<>();
    final List<String> buyers = new ArrayList<>();
    TermsDocument terms;
    SessionId session = SessionId.fromBytes(new byte[32]);
    AttestedStatement opening;

    @SuppressWarnings("NullAway.Init") // terms and opening are there once it is open
    Auction(String id, int buyerCount) {
      fields.put("version", "1");
      fields.put("id", '"' + id + '"');
      fields.put("title", "\"Test\"");
      fields.put("currency", "{\"code\":\"EUR\",\"scale\":2}");
      fields.put("measurements", measurementsJson());
      fields.put("decryptRole", "\"arn:aws:iam::999999999999:role/auctioneer-decrypt\"");
      fields.put("lots", "[{\"id\":\"lot-1\"},{\"id\":\"lot-2\",\"reserve\":500}]");
      fields.put("rule", "\"FIRST_PRICE\"");
      fields.put("direction", "\"HIGHEST_WINS\"");
      fields.put("tieBreak", "\"LOTTERY\"");
      fields.put("closesAt", '"' + CLOSES.toString() + '"');
      fields.put("resolveBy", '"' + RESOLVE_BY.toString() + '"');
      for (int i = 1; i <= buyerCount; i++) {
        buyers.add("buyer-" + i);
      }
      fields.put("buyers", buyersJson());
      fields.put("disclosure", "\"WINNERS_ONLY\"");
      fields.put("keyGone", "\"ABORT\"");
    }

    Auction with(String field, String json) {
      fields.put(field, json);
      return this;
    }

    /** Replaces text within a field. */
    Auction replacing(String field, String old, String by) {
      fields.computeIfPresent(field, (name, json) -> json.replace(old, by));
      return this;
    }

    byte[] json() {
      StringBuilder json = new StringBuilder("{");
      fields.forEach(
          (name, value) -> {
            json.append(json.length() > 1 ? "," : "");
            json.append('"').append(name).append("\":").append(value);
          });
      return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    Auction open() {
      try {
        terms = TermsDocument.parse(json());
        opening = ((Reply.StatementReply) ask(new Request.Open(json()))).statement();
        session =
            ((Opening) Statement.parse(StatementType.OPENING, opening.statement())).sessionId();
        return this;
      } catch (InvalidTermsException | MalformedStatementException e) {
        throw new IllegalStateException(e);
      }
    }

    TermsDocument parse() {
      try {
        return TermsDocument.parse(json());
      } catch (InvalidTermsException e) {
        throw new IllegalStateException(e);
      }
    }

    AttestedStatement attestOpening(byte[] nonce) {
      return ((Reply.StatementReply) ask(new Request.AttestOpening(session, nonce))).statement();
    }

    ExpectedSheet expected(String buyer) {
      return ExpectedSheet.of(terms, session, terms.terms().party(buyer).orElseThrow());
    }

    byte[] seal(String buyer, long revision, BidSheet sheet) {
      ExpectedSheet expected = expected(buyer);
      try (SealedSheet sealed =
          new SheetSealer(kms.client(), expected.keyArn())
              .seal(sheet, expected.context(revision))) {
        return sealed.ciphertext();
      }
    }

    byte[] bid(String buyer, long revision, long... amounts) {
      try (BidSheet sheet = BidSheet.bid(nonce(), amounts)) {
        return seal(buyer, revision, sheet);
      }
    }

    /** The seller's reserves. */
    byte[] reserve(long revision, long... amounts) {
      try (BidSheet sheet = BidSheet.reserve(nonce(), amounts)) {
        return seal("seller", revision, sheet);
      }
    }

    byte[] withdrawal(String buyer, long revision) {
      try (BidSheet sheet = BidSheet.withdraw(nonce(), 2)) {
        return seal(buyer, revision, sheet);
      }
    }

    /** A sheet whose header is right and whose content is nobody's: what anybody could make. */
    byte[] junk(String buyer, long revision) {
      byte[] sheet = bid(buyer, revision, 1, 1);
      byte[] key = expected(buyer).keyArn().getBytes(StandardCharsets.US_ASCII);
      int at =
          new String(sheet, StandardCharsets.ISO_8859_1)
              .indexOf(new String(key, StandardCharsets.ISO_8859_1));
      sheet[at + key.length + 10] ^= 1;
      return sheet;
    }

    /** A sheet whose encrypted data key is no data key: KMS decrypts it, to 16 bytes. */
    byte[] shortDataKey(String buyer, long revision) {
      byte[] sheet = bid(buyer, revision, 1, 1);
      String key = expected(buyer).keyArn();
      byte[] wrapped =
          kms.wrap(new byte[16], key, expected(buyer).context(revision).encryptionContext());
      int at = new String(sheet, StandardCharsets.ISO_8859_1).indexOf(key) + key.length();
      int behind = at + 2 + ByteBuffer.wrap(sheet).getShort(at);
      return ByteBuffer.allocate(at + 2 + wrapped.length + sheet.length - behind)
          .put(sheet, 0, at)
          .putShort((short) wrapped.length)
          .put(wrapped)
          .put(sheet, behind, sheet.length - behind)
          .array();
    }

    Reply submit(String buyer, byte[] sheet) {
      return ask(new Request.Submit(session, buyer, sheet));
    }

    AttestedStatement acknowledged(String buyer, byte[] sheet) {
      return ((Reply.StatementReply) submit(buyer, sheet)).statement();
    }

    Reply resolve() {
      return ask(
          new Request.Resolve(session, new Credentials(ascii("AKID"), ascii("s"), ascii("t"))));
    }

    Reply present(byte[]... sheets) {
      return ask(new Request.Present(session, List.of(sheets)));
    }

    /** Resolves as a parent does: presents what is wanted, until there is another answer. */
    Reply resolveWith(byte[]... sheets) {
      Map<Sha384, byte[]> byDigest = new HashMap<>();
      for (byte[] sheet : sheets) {
        byDigest.put(Sha384.of(sheet), sheet);
      }
      for (int i = 0; i < 50; i++) {
        Reply reply = resolve();
        if (!(reply instanceof Reply.Wanted wanted)) {
          return reply;
        }
        for (Sha384 digest : wanted.sheets()) {
          byte[] sheet = Objects.requireNonNull(byDigest.get(digest), "wanted and not there");
          assertThat(present(sheet)).isEqualTo(new Reply.Presented(1));
        }
      }
      throw new AssertionError("sheets are wanted for ever");
    }

    Outcome outcome(Reply reply) {
      AttestedStatement end = ((Reply.Resolved) reply).outcomeOrVoid();
      return verified(() -> verifier().outcome(end, terms, session).statement());
    }

    VoidStatement voided(Reply reply) {
      AttestedStatement end = ((Reply.Resolved) reply).outcomeOrVoid();
      return verified(() -> verifier().voidStatement(end, terms, session).statement());
    }

    Reply voidSession() {
      return ask(new Request.VoidSession(session));
    }

    Reply.StatusReply status() {
      return (Reply.StatusReply) ask(new Request.Status(session));
    }

    /** A seller that seals the reserve of the second lot. */
    Auction withSealedReserve() {
      fields.put("lots", "[{\"id\":\"lot-1\"},{\"id\":\"lot-2\",\"reserve\":\"SEALED\"}]");
      fields.put("seller", sellerJson(""));
      return this;
    }

    /** SECOND_PRICE under SEALED_AWARD, with an award key for every buyer and the seller. */
    Auction withSealedAwards(List<String> awardKeys) {
      fields.put(
          "lots", "[{\"id\":\"lot-1\",\"reserve\":50},{\"id\":\"lot-2\",\"reserve\":\"SEALED\"}]");
      fields.put("rule", "\"SECOND_PRICE\"");
      fields.put("disclosure", "\"SEALED_AWARD\"");
      String listed = buyersJson();
      for (int i = 0; i < buyers.size(); i++) {
        listed = listed.replaceFirst("\"sheet\"}", "\"sheet\"," + awardKey(awardKeys, i) + "}");
      }
      fields.put("buyers", listed);
      fields.put("seller", sellerJson("," + awardKey(awardKeys, buyers.size())));
      return this;
    }

    private String awardKey(List<String> awardKeys, int party) {
      return "\"awardKey\":{\"publicKey\":\"" + awardKeys.get(party) + "\"}";
    }

    private String sellerJson(String more) {
      return """
      {"sheetKey":"%s","bucket":"seller-bids","bucketRegion":"eu-west-1",
       "bucketOwner":"111111119999","objectKey":"reserve"%s}\
      """
          .formatted(keyOf(9899), more);
    }

    Reply awards(int first) {
      return ask(new Request.AwardMessages(session, first));
    }

    private String buyersJson() {
      StringBuilder json = new StringBuilder("[");
      for (int i = 0; i < buyers.size(); i++) {
        json.append(i == 0 ? "" : ",")
            .append(
                """
                {"id":"%s","sheetKey":"%s","bucket":"%s-bids","bucketRegion":"eu-west-1",
                 "bucketOwner":"%012d","objectKey":"sheet"}\
                """
                    .formatted(buyers.get(i), keyOf(i + 1), buyers.get(i), 111111111100L + i + 1));
      }
      return json.append(']').toString();
    }
  }

  static String keyOf(int buyer) {
    return "arn:aws:kms:eu-west-1:%012d:key/00000000-0000-4000-8000-%012d"
        .formatted(111111111100L + buyer, buyer);
  }

  Auction auction(String id, int buyers) {
    return new Auction(id, buyers);
  }

  StatementVerifier verifier() {
    return new StatementVerifier(
        new AttestationVerifier(root),
        new TrustedMeasurements(pcr(0), pcr(1), pcr(2), Optional.of(pcr(3))));
  }

  private Sha384 pcr(int index) {
    return Sha384.fromBytes(pcrs.getOrDefault(index, new byte[48]));
  }

  private String measurementsJson() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 4; i++) {
      json.append(i == 0 ? "" : ",")
          .append("\"PCR%d\":\"%s\"".formatted(i, HexFormat.of().formatHex(pcr(i).bytes())));
    }
    return json.append('}').toString();
  }

  Reply ask(Request request) {
    try {
      return Reply.decode(handler.answer(request.encode(1)).encode(1));
    } catch (MalformedFrameException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] nonce() {
    byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return nonce;
  }

  static ErrorCode code(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.ErrorReply.class);
    return ((Reply.ErrorReply) reply).code();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  interface Verification<T> {
    T verify() throws Exception;
  }

  static <T> T verified(Verification<T> verification) {
    try {
      return verification.verify();
    } catch (Exception e) {
      throw new AssertionError("does not verify", e);
    }
  }

  /** The enclave's NSM, which a test can make fail, or watch. */
  static final class Nsm implements NitroSecureModule {
    private final NitroSecureModule real;
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger documents = new AtomicInteger();
    volatile Consumer<AttestationRequest> before = request -> {};
    volatile UnaryOperator<byte[]> written = document -> document;

    Nsm(NitroSecureModule real) {
      this.real = real;
    }

    @Override
    public byte[] attest(AttestationRequest request) throws NsmException {
      before.accept(request);
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new NsmException("out of order");
      }
      documents.incrementAndGet();
      return written.apply(real.attest(request));
    }

    @Override
    public byte[] random(int length) throws NsmException {
      return real.random(length);
    }

    @Override
    public NsmDescription describe() throws NsmException {
      return real.describe();
    }

    @Override
    public PcrState describePcr(int index) throws NsmException {
      return real.describePcr(index);
    }

    @Override
    public byte[] extendPcr(int index, byte[] data) throws NsmException {
      return real.extendPcr(index, data);
    }

    @Override
    public void lockPcr(int index) throws NsmException {
      real.lockPcr(index);
    }

    @Override
    public void close() throws NsmException {
      real.close();
    }
  }
}
