package dev.sealedbid.demo.attack;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.cli.Round;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DecryptRole;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.demo.system.TermsDraft;
import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The attacks, against a running system and an auction that is open in it. Made right after the
 * auction was opened; then {@link #beforeClosing} when the bids are in, and {@link #afterClosing}
 * when the receipt is there.
 */
public final class Attacks {
  private static final int SHEETS = 3;
  private static final String ACCESS_DENIED = "AccessDeniedException";

  private final LocalSystem system;
  private final CommandLines commands;
  private final Cast cast;
  private final AttackLog log;
  private final ParentClient parent;
  private final SecureRandom random = new SecureRandom();
  private final HostileCamp camp;
  private final OpenAuction main;
  private final OpenAuction atSecond;
  private final OpenAuction atOtherOperator;
  private final OpenAuction atTampered;
  private final CarelessBuyer careless;
  private final byte[] carelessSheet;
  private final DecryptRole decryptRole;
  private final EnclaveLine line;
  private final List<StolenSheet> stolen = new ArrayList<>();
  private final List<StolenSheet> rewritten = new ArrayList<>();

  /** Opens the attackers' own sessions. */
  public Attacks(
      LocalSystem system,
      CommandLines commands,
      Cast cast,
      AttackLog log,
      HostileCamp camp,
      TermsDraft draft,
      OpenAuction main)
      throws IOException {
    this.system = system;
    this.commands = commands;
    this.cast = cast;
    this.log = log;
    this.camp = camp;
    this.main = main;
    this.parent = commands.parent();
    this.line = EnclaveLine.to(system.enclave());
    this.decryptRole = DecryptRole.assume(commands.sts("auctioneer"), system.endpoints().kms());
    this.atSecond = camp.second().open(draft.json());
    this.atOtherOperator =
        camp.otherOperator()
            .open(draft.withMeasurements(camp.otherOperator().measurements()).json());
    this.atTampered =
        camp.tampered()
            .open(
                draft
                    .withMeasurements(camp.tampered().measurements())
                    .withBuyers(cast.parties(List.of(CarelessBuyer.ID), main.id()))
                    .json());
    this.careless = new CarelessBuyer(commands, cast, random);
    careless.pin(atTampered, draft.measurements());
    this.carelessSheet = careless.seal(atTampered);
    camp.tampered().submit(atTampered.session(), CarelessBuyer.ID, carelessSheet);
  }

  /** While sheets are still taken. */
  public void beforeClosing() throws IOException {
    log.whileOpenUntil(main.document().terms().closesAt());
    stolen.addAll(stolenSheets()); // before refused ones lie among them
    sheetForOtherTerms();
    sheetInAnotherBuyersName();
    sheetsInASecondEnclave();
    openBeforeClosing();
    openBeforeClosingPastTheEnclave(stolen.get(0));
    log.whenever();
  }

  /** When no sheet is taken any more, and there is no receipt yet. */
  public void afterClosing() {
    String buyer = firstBuyer();
    byte[] sheet =
        seal(buyer, buyer, main.document().sha384(), main.session(), System.currentTimeMillis());
    String said = submitThroughParent(buyer, sheet);
    log.add(
        "sheet-after-closing",
        "a sheet after closing",
        said.equals(ErrorCode.CLOSED.name()),
        "the enclave's attested clock, " + said);
  }

  /** When there is a receipt. */
  public void afterResolving(Path receipt, Path measurements) throws IOException {
    StolenSheet victim = stolen.get(0);
    askKmsDirectly(victim);
    tamperedEnclave();
    rewrittenSheetsInASecondEnclave();
    otherOperatorsReceipt(measurements);
    resolveAgain(victim, Files.readAllBytes(receipt));
  }

  private void sheetForOtherTerms() {
    String buyer = firstBuyer();
    byte[] sheet =
        seal(buyer, buyer, Sha384.of(new byte[] {1}), main.session(), System.currentTimeMillis());
    String said = submitThroughParent(buyer, sheet);
    log.add(
        "sheet-for-other-terms",
        "a sheet that was sealed for other terms",
        said.equals(ErrorCode.SHEET_WRONG_CONTEXT.name()),
        "the enclave's pre-check, " + said);
  }

  private void sheetInAnotherBuyersName() throws IOException {
    String attacker = CarelessBuyer.ID;
    String victim = firstBuyer();
    KmsClient kms = commands.kms(attacker);
    String key = cast.sheetKey(victim);
    Map<String, String> context = context(victim, 1).encryptionContext();
    Optional<String> code =
        DecryptRole.refusal(
            () ->
                kms.encrypt(
                    ask ->
                        ask.keyId(key)
                            .plaintext(SdkBytes.fromByteArray(new byte[32]))
                            .encryptionContext(context)));
    if (code.isPresent()) {
      code =
          DecryptRole.refusal(
              () ->
                  kms.generateDataKey(
                      ask -> ask.keyId(key).numberOfBytes(32).encryptionContext(context)));
    }
    log.kms(
        "sheet-in-another-buyers-name",
        "a sheet under " + victim + "'s key by somebody else: Encrypt and GenerateDataKey",
        code,
        ACCESS_DENIED);
    byte[] own = seal(attacker, victim, main.document().sha384(), main.session(), Long.MAX_VALUE);
    Reply reply = line.ask(new Request.Submit(main.session(), victim, own));
    log.add(
        "sheet-in-another-buyers-name-under-own-key",
        "a sheet in " + victim + "'s name under the attacker's own key",
        is(reply, ErrorCode.SHEET_WRONG_KEY),
        "the enclave's pre-check, " + HostileEnclave.said(reply));
  }

  private void sheetsInASecondEnclave() throws IOException {
    Reply refusal = null;
    for (StolenSheet sheet : stolen) {
      refusal = camp.second().submit(atSecond.session(), sheet.buyerId(), sheet.ciphertext());
      byte[] changed =
          RewrittenHeader.replace(
              sheet.ciphertext(), main.session().hex(), atSecond.session().hex());
      camp.second().submit(atSecond.session(), sheet.buyerId(), changed);
      rewritten.add(new StolenSheet(sheet.buyerId(), changed));
    }
    if (refusal == null) {
      throw new IOException("there is no sheet to steal");
    }
    log.add(
        "second-enclave-same-sheets",
        "a second enclave of the same image, with a session of its own, given the same sheets",
        is(refusal, ErrorCode.SHEET_WRONG_CONTEXT),
        "its pre-check, " + HostileEnclave.said(refusal));
  }

  private void openBeforeClosing() {
    String said = problemOf(() -> parent.resolve(main.id()));
    log.add(
        "opening-before-closing",
        "opening before closing",
        said.equals(ErrorCode.NOT_YET_CLOSED.name()),
        "the enclave's attested clock, " + said);
  }

  private void openBeforeClosingPastTheEnclave(StolenSheet victim) {
    byte[] document = signedForTheRightImage();
    log.kms(
        "opening-before-closing-second-lock",
        "the same past the enclave, with a document that the hypervisor was made to sign",
        ask(victim, Optional.of(document)),
        ACCESS_DENIED);
  }

  private void askKmsDirectly(StolenSheet victim) {
    log.kms(
        "kms-without-attestation",
        "the auctioneer asks KMS itself for a sheet's data key",
        ask(victim, Optional.empty()),
        ACCESS_DENIED);
    Optional<String> code = ask(victim, Optional.of(madeUpDocument()));
    log.add(
        "kms-with-made-up-attestation",
        "the same with an attestation document of its own making",
        code.isPresent(),
        code.map(c -> "KMS, " + c).orElse("nobody: KMS gave it"));
  }

  private void tamperedEnclave() throws IOException {
    try (Credentials credentials = decryptRole.credentials()) {
      Reply reply =
          camp.tampered().resolve(atTampered.session(), List.of(carelessSheet), credentials);
      log.add(
          "tampered-enclave",
          "an enclave with one byte of its code changed, which started and attested",
          isKmsRefusal(reply),
          "KMS, " + kmsCodes(reply) + " (PCR0 and PCR2 differ)");
    }
  }

  private void rewrittenSheetsInASecondEnclave() throws IOException {
    try (Credentials credentials = decryptRole.credentials()) {
      List<byte[]> sheets = rewritten.stream().map(StolenSheet::ciphertext).toList();
      Reply reply = camp.second().resolve(atSecond.session(), sheets, credentials);
      log.add(
          "second-enclave-rewritten-headers",
          "the second enclave of the same image, with the sheets' headers rewritten",
          isKmsRefusal(reply),
          "KMS, " + kmsCodes(reply) + " (the key is pinned to another session)");
    }
  }

  private void otherOperatorsReceipt(Path measurements) throws IOException {
    try (Credentials credentials = decryptRole.credentials()) {
      Reply reply = camp.otherOperator().resolve(atOtherOperator.session(), List.of(), credentials);
      if (!(reply instanceof Reply.Resolved resolved)) {
        throw new IOException(
            "the other operator's enclave gave no outcome: " + HostileEnclave.said(reply));
      }
      Path file = system.directory().resolve("other-operators-receipt.json");
      Files.write(
          file,
          new Receipt(
                  atOtherOperator.document().bytes(),
                  atOtherOperator.opening(),
                  List.of(),
                  resolved.outcomeOrVoid())
              .encode());
      List<String> args =
          new ArrayList<>(
              List.of("verify", file.toString(), "--measurements", measurements.toString()));
      args.addAll(system.trust());
      CommandLines.Run run = commands.buyer(system.directory(), args.toArray(String[]::new));
      log.add(
          "other-operator",
          "the same image run by another operator, who shows a receipt",
          run.exit() == 3,
          "buyer-cli verify, exit status " + run.exit() + ": " + run.reason());
    }
  }

  private void resolveAgain(StolenSheet victim, byte[] first) throws IOException {
    byte[] changed = victim.ciphertext().clone();
    changed[changed.length - 1] ^= 1;
    replaceCopy(victim, changed);
    Round again = parent.resolve(main.id());
    boolean same = !again.first() && Arrays.equals(again.receipt(), first);
    log.add(
        "second-resolve-over-rest",
        "a second resolve over REST, with one sheet's copy changed",
        same,
        same
            ? "the session: the first receipt came back, byte for byte"
            : "nobody: another receipt");
    resolvePastTheParent(changed);
    system.restartEnclave();
    EnclaveLine restarted = EnclaveLine.to(system.enclave());
    try (Credentials credentials = decryptRole.credentials()) {
      Reply reply = restarted.ask(new Request.Resolve(main.session(), credentials));
      log.add(
          "second-resolve-after-restart",
          "a second resolve after the enclave was restarted",
          is(reply, ErrorCode.UNKNOWN_SESSION),
          "the enclave, " + HostileEnclave.said(reply));
    }
  }

  private void resolvePastTheParent(byte[] changed) throws IOException {
    try (Credentials credentials = decryptRole.credentials()) {
      Reply presented = line.ask(new Request.Present(main.session(), List.of(changed)));
      Reply reply = line.ask(new Request.Resolve(main.session(), credentials));
      boolean first =
          reply instanceof Reply.Resolved resolved
              && resolved.again()
              && is(presented, ErrorCode.ALREADY_RESOLVED);
      log.add(
          "second-resolve-past-the-parent",
          "the same past the parent, straight to the enclave",
          first,
          "the enclave, " + HostileEnclave.said(presented) + ", with the first outcome");
    }
  }

  private Optional<String> ask(StolenSheet victim, Optional<byte[]> document) {
    return decryptRole.askForDataKey(
        cast.sheetKey(victim.buyerId()), victim.ciphertext(), document);
  }

  private byte[] signedForTheRightImage() {
    try (RecipientKey key = RecipientKey.generate(random)) {
      return system
          .aws()
          .signDocument(
              system.enclave().measurements(),
              AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
    }
  }

  /** The right measurements and a proper form, signed by a root of the attacker's own. */
  private byte[] madeUpDocument() {
    InstantSource clock = InstantSource.system();
    try (RecipientKey key = RecipientKey.generate(random);
        LocalHypervisor own = new LocalHypervisor(NitroPki.create(clock, random), clock, random)) {
      return own.signDocument(
          system.enclave().measurements(),
          AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
    }
  }

  private byte[] seal(
      String sealer, String inTheNameOf, Sha384 terms, SessionId session, long revision) {
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    random.nextBytes(nonce);
    SheetContext context =
        new SheetContext(Purpose.SHEET, main.id(), session, terms, inTheNameOf, revision);
    try (BidSheet sheet = BidSheet.none(nonce, main.document().terms().lots().size());
        SealedSheet sealed =
            new SheetSealer(commands.kms(sealer), cast.sheetKey(sealer)).seal(sheet, context)) {
      return sealed.ciphertext();
    }
  }

  private SheetContext context(String buyer, long revision) {
    return new SheetContext(
        Purpose.SHEET, main.id(), main.session(), main.document().sha384(), buyer, revision);
  }

  private String submitThroughParent(String buyer, byte[] sheet) {
    commands
        .s3(buyer)
        .putObject(
            put -> put.bucket(cast.bidder(buyer).bucket()).key(Bidder.objectKey(main.id())),
            RequestBody.fromBytes(sheet));
    return problemOf(
        () -> parent.submit(main.id(), new SubmitRequest(buyer, Sha384.of(sheet).hex(), null)));
  }

  private static String problemOf(Runnable call) {
    try {
      call.run();
      return "nobody: it was taken";
    } catch (ParentProblemException e) {
      return e.code();
    }
  }

  /** The auctioneer has every ciphertext: copies lie in its own bucket. */
  private List<StolenSheet> stolenSheets() {
    String prefix = copies();
    S3Client s3 = commands.s3("auctioneer");
    List<StolenSheet> sheets = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2(list -> list.bucket(LocalNames.AUCTIONEER_BUCKET).prefix(prefix))
            .contents()) {
      String buyer = object.key().substring(prefix.length()).split("/", 2)[0];
      boolean taken = sheets.stream().anyMatch(sheet -> sheet.buyerId().equals(buyer));
      if (!taken && sheets.size() < SHEETS) {
        byte[] bytes =
            s3.getObjectAsBytes(get -> get.bucket(LocalNames.AUCTIONEER_BUCKET).key(object.key()))
                .asByteArray();
        sheets.add(new StolenSheet(buyer, bytes));
      }
    }
    return sheets;
  }

  private void replaceCopy(StolenSheet victim, byte[] changed) {
    String key = copies() + victim.buyerId() + "/" + Sha384.of(victim.ciphertext()).hex();
    commands
        .s3("auctioneer")
        .putObject(
            put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(key),
            RequestBody.fromBytes(changed));
  }

  private String copies() {
    return "auctions/" + main.id() + "/sessions/" + main.session().hex() + "/sheets/";
  }

  private String firstBuyer() {
    return main.document().terms().buyers().get(0).id();
  }

  private static boolean is(Reply reply, ErrorCode code) {
    return reply instanceof Reply.ErrorReply error && error.code() == code;
  }

  private static boolean isKmsRefusal(Reply reply) {
    return reply instanceof Reply.ErrorReply error
        && error.code() == ErrorCode.KMS_REFUSED
        && !error.buyers().isEmpty()
        && error.buyers().stream().allMatch(buyer -> buyer.code().equals(ACCESS_DENIED));
  }

  private static String kmsCodes(Reply reply) {
    return reply instanceof Reply.ErrorReply error && !error.buyers().isEmpty()
        ? String.join(", ", error.buyers().stream().map(b -> b.code()).distinct().toList())
        : HostileEnclave.said(reply);
  }

  /** The measurements that buyers trust, for a measurements file. */
  public static Map<String, String> genuine(LocalSystem system) {
    return HostileEnclave.measurements(system.enclave().measurements());
  }
}
