package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.cli.Round;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DecryptRole;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.node.ObjectNode;

/** An auction of one lot in some enclave, with what honest and hostile people do. */
final class Staged {
  private final AttackRange range;
  private final OpenAuction auction;
  private final List<String> buyers;
  private final Line line;

  /** The way to the enclave past any parent. */
  @FunctionalInterface
  interface Line {
    Reply ask(Request request) throws IOException;
  }

  Staged(AttackRange range, OpenAuction auction, List<String> buyers, Line line) {
    this.range = range;
    this.auction = auction;
    this.buyers = List.copyOf(buyers);
    this.line = line;
  }

  OpenAuction auction() {
    return auction;
  }

  String id() {
    return auction.id();
  }

  SessionId session() {
    return auction.session();
  }

  Terms terms() {
    return auction.document().terms();
  }

  String buyer(int index) {
    return buyers.get(index);
  }

  byte[] termsBytes() {
    return auction.document().bytes();
  }

  /** The same auction in another session. */
  Staged in(OpenAuction other, Line otherLine) {
    return new Staged(range, other, buyers, otherLine);
  }

  /** Every sheet of this session, as the auctioneer has it. */
  byte[][] copies() {
    return buyers.stream().flatMap(buyer -> kept(buyer).stream()).toArray(byte[][]::new);
  }

  /** Every sheet of this session, that party's with them. */
  byte[][] copiesWith(String party) {
    List<byte[]> all = new ArrayList<>(List.of(copies()));
    all.addAll(kept(party));
    return all.toArray(byte[][]::new);
  }

  boolean isOpen() {
    return Instant.now().isBefore(terms().closesAt());
  }

  void awaitClosing() {
    awaitClosingBut(Duration.ZERO);
  }

  /** Until closing is only so far away. */
  void awaitClosingBut(Duration before) {
    Instant until = terms().closesAt().minus(before);
    while (Instant.now().isBefore(until)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), until).toNanos());
    }
  }

  /** {@code buyer-cli bid} of a buyer; further options may follow. */
  CommandLines.Run bid(String buyer, String amount, String... more) {
    return bidAs(buyer, buyer, amount, more);
  }

  /** {@code buyer-cli bid} of that profile for that party of the terms. */
  CommandLines.Run bidAs(String profile, String party, String amount, String... more) {
    List<String> args = new ArrayList<>(List.of("bid", id(), "--buyer", party));
    args.addAll(trusting(profile));
    args.addAll(List.of("--yes", "--amount", "lot-1=" + amount));
    args.addAll(Arrays.asList(more));
    return range
        .commands()
        .buyer(range.cast().bidder(profile).directory(), args.toArray(String[]::new));
  }

  /** A command of {@code buyer-cli} of that profile in any folder, with what buyers trust. */
  CommandLines.Run run(Path directory, String profile, String... command) {
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(trusting(profile));
    return range.commands().buyer(directory, args.toArray(String[]::new));
  }

  private List<String> trusting(String buyer) {
    List<String> options = new ArrayList<>(List.of("--profile", buyer));
    options.addAll(range.trust());
    return options;
  }

  /** A bid that must succeed. */
  void bids(String buyer, String amount) {
    CommandLines.Run run = bid(buyer, amount);
    assertThat(run.exit()).as("bid of %s: %s", buyer, run.err()).isZero();
  }

  /** The first buyer bids 50, the second 10. */
  void bothBid() {
    bids(buyer(0), "50");
    bids(buyer(1), "10");
  }

  /** A buyer past its command line. */
  CarelessBuyer careless(String buyer) {
    return new CarelessBuyer(buyer, range.commands(), range.cast(), range.random());
  }

  /** A buyer past its command line, its key pinned to this session. */
  CarelessBuyer pinned(String buyer) {
    CarelessBuyer careless = careless(buyer);
    careless.pin(auction, Attacks.genuine(range.system()));
    return careless;
  }

  /** The sheet of a buyer that was submitted last, as the auctioneer has it. */
  byte[] copy(String buyer) {
    List<byte[]> sheets = kept(buyer);
    return sheets.get(sheets.size() - 1);
  }

  private List<byte[]> kept(String buyer) {
    S3Client s3 = range.commands().s3("auctioneer");
    String prefix = copies(buyer);
    return s3
        .listObjectsV2(list -> list.bucket(LocalNames.AUCTIONEER_BUCKET).prefix(prefix))
        .contents()
        .stream()
        .sorted(Comparator.comparing(S3Object::lastModified))
        .map(
            object ->
                s3.getObjectAsBytes(
                        get -> get.bucket(LocalNames.AUCTIONEER_BUCKET).key(object.key()))
                    .asByteArray())
        .toList();
  }

  /** The revision in the header of the buyer's sheet that was submitted last. */
  String revision(String buyer) {
    return String.valueOf(
        new ParsedCiphertext(copy(buyer), 1).getEncryptionContextMap().get(SheetContext.REVISION));
  }

  void deleteCopy(String buyer, byte[] sheet) {
    range
        .commands()
        .s3(AttackRange.ADMIN)
        .deleteObject(
            delete -> delete.bucket(LocalNames.AUCTIONEER_BUCKET).key(copyKey(buyer, sheet)));
  }

  void putCopy(String buyer, byte[] sheet) {
    range
        .commands()
        .s3("auctioneer")
        .putObject(
            put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(copyKey(buyer, sheet)),
            RequestBody.fromBytes(sheet));
  }

  String copyKey(String buyer, byte[] sheet) {
    return copies(buyer) + Sha384.of(sheet).hex();
  }

  /** Where the parent's REST API has this auction. */
  String path() {
    return "/api/v1/auctions/" + id();
  }

  private String copies(String buyer) {
    return "auctions/" + id() + "/sessions/" + session().hex() + "/sheets/" + buyer + "/";
  }

  /** Another auction of the same buyers in the same enclave; nobody waits for it. */
  Staged another() throws IOException {
    return another(terms -> {});
  }

  /** The same, of changed terms. */
  Staged another(Consumer<ObjectNode> change) throws IOException {
    Instant later = terms().closesAt().plusSeconds(60);
    byte[] terms =
        AttackRange.changed(range.draft(range.newAuctionId(), buyers, later).json(), change);
    return new Staged(
        range, CommandLines.opened(range.commands().parent().open(terms)), buyers, line);
  }

  /** Uploads to the buyer's bucket and submits over REST: "taken", or the refusal's code. */
  String submitOverRest(String buyer, byte[] sheet) {
    range
        .commands()
        .s3(buyer)
        .putObject(
            put -> put.bucket(range.cast().bidder(buyer).bucket()).key(Bidder.objectKey(id())),
            RequestBody.fromBytes(sheet));
    return refusal(
        () ->
            range
                .commands()
                .parent()
                .submit(id(), new SubmitRequest(buyer, Sha384.of(sheet).hex(), null)));
  }

  /** What the parent refused a call with; "taken" if it didn't. */
  static String refusal(Runnable call) {
    try {
      call.run();
      return "taken";
    } catch (ParentProblemException e) {
      return e.code();
    }
  }

  /** Past the parent, straight to the enclave. */
  Reply ask(Request request) throws IOException {
    return line.ask(request);
  }

  Reply submit(String inTheNameOf, byte[] sheet) throws IOException {
    return ask(new Request.Submit(session(), inTheNameOf, sheet));
  }

  Reply present(byte[]... sheets) throws IOException {
    return ask(new Request.Present(session(), Arrays.asList(sheets)));
  }

  Reply resolve(DecryptRole role) throws IOException {
    try (Credentials credentials = role.credentials()) {
      return ask(new Request.Resolve(session(), credentials));
    }
  }

  /** A resolve of the attacker's own, who presents these sheets as often as they are wanted. */
  Reply resolve(DecryptRole role, byte[]... sheets) throws IOException {
    Reply reply = resolve(role);
    for (int asked = 0; reply instanceof Reply.Wanted && asked < 4; asked++) {
      present(sheets);
      reply = resolve(role);
    }
    return reply;
  }

  /** The receipt of an outcome that an enclave gave without a parent. */
  byte[] receipt(Reply resolved) {
    return new Receipt(
            auction.document().bytes(),
            auction.opening(),
            List.of(),
            ((Reply.Resolved) resolved).outcomeOrVoid())
        .encode();
  }

  /** When an acknowledged sheet was there, as the enclave says. */
  Instant received(Reply acknowledgement) throws IOException {
    assertThat(acknowledgement).isInstanceOf(Reply.StatementReply.class);
    byte[] statement = ((Reply.StatementReply) acknowledgement).statement().statement();
    try {
      return ((Acknowledgement) Statement.parse(StatementType.ACKNOWLEDGEMENT, statement))
          .receivedAt();
    } catch (MalformedStatementException e) {
      throw new IOException("that isn't an acknowledgement", e);
    }
  }

  /** Demands that a session has acknowledged nothing, as its enclave says. */
  static void assertEmptyBox(Reply status) {
    assertThat(status)
        .isInstanceOfSatisfying(
            Reply.StatusReply.class, said -> assertThat(said.acknowledged()).isZero());
  }

  /** Demands a refusal of the enclave with that code. */
  static void assertRefused(Reply reply, ErrorCode code) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.ErrorReply.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  /** Demands that a command of the buyer's refused with that exit status, and said that. */
  static void assertRefused(CommandLines.Run run, int exit, String said) {
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(said);
  }

  /** Demands that KMS refused: these buyers' keys and no others gave this code. */
  static void assertKmsRefused(Reply reply, String code, String... ofBuyers) {
    assertRefused(reply, ErrorCode.KMS_REFUSED);
    Map<String, String> expected = new LinkedHashMap<>();
    Arrays.stream(ofBuyers).forEach(buyer -> expected.put(buyer, code));
    Map<String, String> said = new LinkedHashMap<>();
    ((Reply.ErrorReply) reply).buyers().forEach(b -> said.put(b.buyerId(), b.code()));
    assertThat(said).isEqualTo(expected);
  }

  /** The auctioneer's void over REST. */
  void voidIt() {
    range.commands().parent().voidSession(id(), Optional.empty());
  }

  /** The auctioneer's resolve over REST. */
  Round resolve() {
    return range.commands().parent().resolve(id());
  }

  /**
   * The honest rest still works: the auction resolves over REST, the receipt verifies, this buyer
   * wins, and asking again gives the same bytes.
   */
  Outcome resolvesTo(String winner) throws IOException {
    byte[] receipt = resolve().receipt();
    Outcome outcome = outcome(receipt);
    assertThat(outcome.lots().get(0).winners()).containsExactly(winner);
    assertThat(verify(receipt).exit()).isZero();
    assertThat(resolve().receipt()).isEqualTo(receipt);
    return outcome;
  }

  /** {@code buyer-cli verify} of receipts, against the measurements that buyers trust. */
  CommandLines.Run verify(byte[]... receipts) throws IOException {
    Path folder = range.folder();
    String[] files = new String[receipts.length];
    for (int i = 0; i < receipts.length; i++) {
      files[i] = Files.write(folder.resolve(i + ".json"), receipts[i]).toString();
    }
    return range.verify(files);
  }

  /** A statement with other words in it, and the document that was made for the genuine one. */
  static AttestedStatement edited(AttestedStatement genuine, String from, String to) {
    String statement = new String(genuine.statement(), StandardCharsets.UTF_8);
    assertThat(statement).contains(from);
    return new AttestedStatement(
        statement.replace(from, to).getBytes(StandardCharsets.UTF_8), genuine.attestation());
  }

  static Outcome outcome(byte[] receipt) throws IOException {
    return parsed(outcomeBytes(receipt));
  }

  /** The outcome that the enclave gave, which must be one. */
  Outcome outcome(Reply reply) throws IOException {
    assertThat(reply).isInstanceOf(Reply.Resolved.class);
    return parsed(((Reply.Resolved) reply).outcomeOrVoid().statement());
  }

  /** The void that the enclave gave, which must be one. */
  static VoidStatement voided(Reply reply) throws IOException {
    assertThat(reply).isInstanceOf(Reply.Resolved.class);
    try {
      return (VoidStatement)
          Statement.parse(StatementType.VOID, ((Reply.Resolved) reply).outcomeOrVoid().statement());
    } catch (MalformedStatementException e) {
      throw new IOException("that isn't a void", e);
    }
  }

  static byte[] outcomeBytes(byte[] receipt) {
    try {
      return Receipt.parse(receipt).outcome().statement();
    } catch (MalformedStatementException e) {
      throw new IllegalArgumentException("the receipt can't be read", e);
    }
  }

  private static Outcome parsed(byte[] statement) throws IOException {
    try {
      return (Outcome) Statement.parse(StatementType.OUTCOME, statement);
    } catch (MalformedStatementException e) {
      throw new IOException("that isn't an outcome", e);
    }
  }

  /** How the outcome names a buyer. */
  static BuyerResult result(Outcome outcome, String buyer) {
    return outcome.buyers().stream()
        .filter(result -> result.buyerId().equals(buyer))
        .findFirst()
        .orElseThrow();
  }
}
