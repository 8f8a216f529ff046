package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.buyer.Stage.Transcript;
import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.rules.Auction;
import dev.sealedbid.core.rules.CountedSheet;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.AwardSealer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One auction of two buyers and a seller, from their bids to a receipt by the real rules. */
final class Auctioned implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Stage stage;
  final String id = "hillside-" + NUMBER.incrementAndGet();
  final ScriptedParent parent;
  final Set<String> spoilt = new HashSet<>();

  /** The terms of {@link Stage#terms} with text replaced; SELLER_KEY stands for the seller's. */
  Auctioned(Stage stage, String... replacements) throws Exception {
    this.stage = stage;
    TermsDocument plain = Stage.terms(id, 120, createKey("buyer-1"), createKey("buyer-2"));
    String[] filled =
        Arrays.stream(replacements)
            .map(text -> text.replace("AUCTION_ID", id))
            .map(
                text ->
                    text.contains("SELLER_KEY")
                        ? text.replace("SELLER_KEY", createKey("seller"))
                        : text)
            .toArray(String[]::new);
    this.parent = stage.parent(Stage.edited(plain, filled), SessionId.parse("5".repeat(64)));
  }

  private String createKey(String profile) {
    Transcript created = stage.run("key", "create", "--auction", id, "--profile", profile);
    assertThat(created.status()).as(created.err()).isZero();
    return created.out().strip();
  }

  TermsDocument terms() {
    return parent.opened;
  }

  String[] words(String who, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(
        List.of(
            id,
            "--parent",
            parent.uri().toString(),
            "--measurements",
            "measurements.json",
            "--root",
            "root.pem",
            "--profile",
            who));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  Transcript bid(String who, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--yes");
    return stage.run(words(who, "bid", all.toArray(String[]::new)));
  }

  String bidFile(String who) {
    return BidFile.defaultName(id, who, parent.session);
  }

  BidFile kept(Path machine, String who) {
    return BidFileStore.read(machine.resolve(bidFile(who))).orElseThrow();
  }

  /** Decides by the sheets of these machines' bid files, as the enclave would. */
  Outcome resolve(String receipt, Path... machines) throws Exception {
    Map<String, AcknowledgedSheet> newest = newest();
    List<CountedSheet> counted = new ArrayList<>();
    List<BuyerResult> results = new ArrayList<>();
    for (Buyer party : terms().terms().parties()) {
      AcknowledgedSheet used = newest.get(party.id());
      if (used == null) {
        results.add(
            new BuyerResult(party.id(), BuyerStatus.ABSENT, Optional.empty(), Optional.empty()));
        continue;
      }
      BidSheet sheet = sheet(party.id(), used.sheetSha384(), machines);
      boolean withdrawn = sheet.kind() == SheetKind.WITHDRAW;
      boolean bad = spoilt.contains(party.id());
      if (!withdrawn && !bad) {
        counted.add(new CountedSheet(party.id(), sheet, used.sequence()));
      }
      results.add(
          new BuyerResult(
              party.id(),
              bad ? BuyerStatus.INVALID : withdrawn ? BuyerStatus.WITHDRAWN : BuyerStatus.COUNTED,
              bad ? Optional.of("NotAuthentic") : Optional.empty(),
              Optional.of(used.sheetSha384())));
    }
    Decision decision = Auction.decide(terms().terms(), parent.session, counted);
    List<AwardMessage> awards = new AwardSealer().seal(terms(), parent.session, decision);
    Map<String, byte[]> messages = new HashMap<>();
    awards.forEach(award -> messages.put(award.recipient(), award.message()));
    parent.awards = messages;
    Outcome outcome =
        new Outcome(
            id,
            parent.session,
            terms().sha384(),
            terms().terms().closesAt().plusSeconds(1),
            decision.lotterySeed(),
            decision.lots(),
            results,
            parent.box().stream().map(Auctioned::entry).toList(),
            awards.stream().map(AwardMessage::digest).toList());
    write(receipt, outcome);
    return outcome;
  }

  private void write(String name, Outcome outcome) throws Exception {
    Opening opening =
        new Opening(id, terms().sha384(), parent.session, Instant.now().minusSeconds(60));
    Receipt receipt =
        new Receipt(
            terms().bytes(),
            parent.attest(opening, Optional.empty()),
            parent.box().stream().map(a -> parent.attest(a, Optional.empty())).toList(),
            stage.at(outcome.resolvedAt(), () -> parent.attest(outcome, Optional.empty())));
    Files.write(stage.directory().resolve(name), receipt.encode());
  }

  private Map<String, AcknowledgedSheet> newest() {
    Map<String, AcknowledgedSheet> newest = new HashMap<>();
    parent.box().stream()
        .map(Auctioned::entry)
        .sorted(Comparator.comparing(AcknowledgedSheet::revision))
        .forEach(entry -> newest.put(entry.buyerId(), entry));
    return newest;
  }

  private BidSheet sheet(String who, Sha384 digest, Path... machines) throws Exception {
    for (Path machine : machines.length == 0 ? new Path[] {stage.directory()} : machines) {
      if (Files.exists(machine.resolve(bidFile(who)))) {
        for (KeptSheet sheet : kept(machine, who).sheets()) {
          if (sheet.sha384().equals(digest)) {
            return BidSheet.decode(sheet.sheet(), terms().terms().lots().size());
          }
        }
      }
    }
    throw new AssertionError("no bid file has sheet " + digest);
  }

  private static AcknowledgedSheet entry(Acknowledgement said) {
    return new AcknowledgedSheet(
        said.buyerId(), said.sheetSha384(), said.revision(), said.sequence());
  }

  String[] verify(String... words) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(words));
    all.addAll(List.of("--measurements", "measurements.json", "--root", "root.pem"));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    parent.close();
  }
}
