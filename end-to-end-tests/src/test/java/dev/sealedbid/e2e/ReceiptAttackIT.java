package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an auctioneer makes of genuine statements afterwards. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks with receipts")
class ReceiptAttackIT {
  private final AttackRange range;

  ReceiptAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Forges or edits statements of a receipt (G7): documents attest other bytes")
  void edited() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    Receipt genuine = Receipt.parse(auction.resolve().receipt());
    AttestedStatement outcome = genuine.outcome();
    AttestedStatement opening = genuine.opening();
    AttestedStatement taken = genuine.acknowledgements().get(0);
    String winner = auction.buyer(0);
    String loser = auction.buyer(1);
    byte[] otherTerms = RewrittenHeader.replace(genuine.terms(), "Attacked", "Attached");
    Map<String, Receipt> forged = new LinkedHashMap<>();
    forged.put(
        "another winner",
        with(genuine, opening, Staged.edited(outcome, wins(winner), wins(loser))));
    forged.put("another session", with(genuine, edit(opening, session(auction)), outcome));
    forged.put("an opening for the outcome", with(genuine, opening, opening));
    forged.put(
        "another document",
        with(genuine, opening, new AttestedStatement(outcome.statement(), opening.attestation())));
    forged.put(
        "an edited acknowledgement",
        new Receipt(genuine.terms(), opening, List.of(edit(taken, session(auction))), outcome));
    forged.put("other terms", new Receipt(otherTerms, opening, List.of(), outcome));
    assertUnverified(auction, forged);
    // It is the edit that is refused: the edited outcome can be read, and names the other one.
    byte[] swapped = forged.get("another winner").encode();
    assertThat(Staged.outcome(swapped).lots().get(0).winners()).containsExactly(loser);
    auction.resolvesTo(winner);
  }

  @Attack
  @DisplayName("A receipt of two sessions' parts (G7): verify wants one session")
  void twoSessions() throws Exception {
    SecondParent beside = range.secondParent();
    Reply[] second = new Reply[2];
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              second[0] = beside.ask(new Request.Open(open.termsBytes()));
              OpenAuction again =
                  HostileEnclave.opened(open.termsBytes(), (Reply.StatementReply) second[0]);
              byte[] sheet =
                  RewrittenHeader.replace(
                      open.copy(open.buyer(1)), open.session().hex(), again.session().hex());
              second[1] = beside.ask(new Request.Submit(again.session(), open.buyer(1), sheet));
              assertThat(second[1]).isInstanceOf(Reply.StatementReply.class);
            });
    Receipt genuine = Receipt.parse(auction.resolve().receipt());
    AttestedStatement otherOpening = ((Reply.StatementReply) second[0]).statement();
    AttestedStatement otherTaken = ((Reply.StatementReply) second[1]).statement();
    Map<String, Receipt> mixed = new LinkedHashMap<>();
    mixed.put("another session's opening", with(genuine, otherOpening, genuine.outcome()));
    mixed.put(
        "another session's acknowledgement",
        new Receipt(genuine.terms(), genuine.opening(), List.of(otherTaken), genuine.outcome()));
    assertUnverified(auction, mixed);
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName(
      "Has a void of the session attested by a program of its own (G7): not this auction's")
  void forgedVoid() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    Path folder = range.folder();
    Path receipt = Files.write(folder.resolve("receipt.json"), auction.resolve().receipt());
    byte[] claim =
        new VoidStatement(
                auction.id(),
                auction.session(),
                Sha384.of(auction.termsBytes()),
                auction.terms().closesAt(),
                VoidReason.REQUESTED,
                List.of())
            .encode();
    AttestationRequest says =
        AttestationRequest.ofUserData(Statement.userData(StatementType.VOID, claim).bytes());
    byte[] document = range.system().aws().signDocument(program(), says);
    Path forged =
        Files.write(folder.resolve("void.json"), new AttestedStatement(claim, document).encode());

    String[] both = {receipt.toString(), "--void", forged.toString()};
    List<String> trusting = new ArrayList<>(List.of("verify"));
    trusting.addAll(List.of(both));
    trusting.addAll(List.of("--trust-terms", "--root", range.system().addresses().nitroRoot()));
    for (CommandLines.Run run :
        List.of(
            range.verify(both), range.commands().buyer(folder, trusting.toArray(String[]::new)))) {
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.err())
          .contains("is not this auction's", "its PCR0 is 0101")
          .doesNotContain("CONFLICT");
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Shows a receipt to who trusts the image alone, or nothing (G2): exit status 3")
  void anotherOperators() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    Path folder = range.folder();
    Path receipt = Files.write(folder.resolve("receipt.json"), auction.resolve().receipt());
    String json = Files.readString(range.measurements());
    Path image =
        Files.writeString(
            folder.resolve("image.json"),
            json.replaceFirst(",\\s*\"PCR3\"\\s*:\\s*\"[0-9a-f]*\"", ""));
    String root = range.system().addresses().nitroRoot();
    String[][] trusts = {
      {"--root", root},
      {"--root", root, "--measurements", image.toString()},
      {
        "--root",
        root,
        "--measurements",
        image.toString(),
        "--auctioneer-role",
        "arn:aws:iam::123456789012:role/another-operator"
      }
    };
    for (String[] trust : trusts) {
      List<String> words = new ArrayList<>(List.of("verify", receipt.toString(), "--json"));
      words.addAll(List.of(trust));
      CommandLines.Run run = range.commands().buyer(folder, words.toArray(String[]::new));
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.out()).contains("\"verified\" : false");
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName(
      "Shows a buyer another auction's receipt (G7): its bid file has nothing to do with it")
  void anotherAuctions() throws Exception {
    Staged shown = range.stage(2, Staged::bothBid);
    byte[] genuine = shown.resolve().receipt();
    Staged meant = range.stage(2, Staged::bothBid);
    Path receipt = Files.write(range.folder().resolve("receipt.json"), genuine);
    Path bidFile;
    try (Stream<Path> files = Files.list(range.cast().bidder(meant.buyer(1)).directory())) {
      bidFile =
          files.filter(file -> file.toString().endsWith(".bid.json")).findFirst().orElseThrow();
    }
    CommandLines.Run run =
        range.verify(receipt.toString(), "--bid-file", bidFile.toString(), "--json");
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("is of auction " + meant.id());
    assertThat(run.out()).contains("\"verified\" : false");
    shown.resolvesTo(shown.buyer(0));
  }

  /** The measurements of a program that nobody trusts. */
  private static Pcrs program() {
    Map<Integer, byte[]> registers = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      byte[] register = new byte[Pcrs.VALUE_LENGTH];
      Arrays.fill(register, (byte) 1);
      registers.put(i, register);
    }
    return Pcrs.of(registers);
  }

  @Attack
  @DisplayName("Malformed attestation documents (G7): refused, and nothing breaks")
  void malformedDocuments() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    Receipt genuine = Receipt.parse(auction.resolve().receipt());
    byte[] document = genuine.outcome().attestation();
    Map<String, byte[]> malformed = new LinkedHashMap<>();
    malformed.put("cut", Arrays.copyOf(document, document.length - 1));
    malformed.put("longer", Arrays.copyOf(document, document.length + 1));
    malformed.put("one byte", new byte[] {(byte) 0x84});
    malformed.put("a huge array", new byte[] {(byte) 0x9b, 0x7f, -1, -1, -1, -1, -1, -1, -1});
    malformed.put("a huge string", new byte[] {(byte) 0x84, 0x5a, 0x7f, -1, -1, -1});
    malformed.put("indefinite", new byte[] {(byte) 0x9f, 0x40, (byte) 0xff});
    byte[] deep = new byte[8_000];
    Arrays.fill(deep, (byte) 0x81);
    malformed.put("deep", deep);
    for (int at = 0; at < document.length; at += document.length / 16) {
      byte[] flipped = document.clone();
      flipped[at] ^= 1;
      malformed.put("flipped at " + at, flipped);
    }
    Map<String, Receipt> receipts = new LinkedHashMap<>();
    malformed.forEach(
        (what, bytes) ->
            receipts.put(
                what,
                with(
                    genuine,
                    genuine.opening(),
                    new AttestedStatement(genuine.outcome().statement(), bytes))));
    assertUnverified(auction, receipts);
    auction.resolvesTo(auction.buyer(0));
  }

  private static void assertUnverified(Staged auction, Map<String, Receipt> receipts)
      throws Exception {
    for (Map.Entry<String, Receipt> forged : receipts.entrySet()) {
      CommandLines.Run run = auction.verify(forged.getValue().encode());
      assertThat(run.exit()).as("%s: %s", forged.getKey(), run.err()).isEqualTo(3);
      assertThat(run.err()).as(forged.getKey()).doesNotContain("\tat ");
    }
  }

  private static Receipt with(
      Receipt genuine, AttestedStatement opening, AttestedStatement outcome) {
    return new Receipt(genuine.terms(), opening, genuine.acknowledgements(), outcome);
  }

  /** As the outcome writes it. */
  private static String wins(String buyer) {
    return "\"winners\":[\"" + buyer + "\"]";
  }

  private static String session(Staged auction) {
    return auction.session().hex();
  }

  /** Another session's id that differs in its last digit. */
  private static AttestedStatement edit(AttestedStatement genuine, String session) {
    String other = session.substring(0, session.length() - 1) + (session.endsWith("0") ? "1" : "0");
    return Staged.edited(genuine, session, other);
  }
}
