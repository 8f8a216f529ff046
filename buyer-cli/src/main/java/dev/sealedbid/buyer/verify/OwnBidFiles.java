package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The bid files that {@code verify} compares with what it verified; wiped by {@code close}. */
final class OwnBidFiles implements AutoCloseable {
  private final List<Path> paths;
  private final List<BidFile> files = new ArrayList<>();

  /**
   * Reads them.
   *
   * @throws CommandFailedException USAGE if one doesn't exist or is none
   */
  OwnBidFiles(Terminal terminal, List<Path> paths) {
    this.paths = List.copyOf(paths);
    for (Path path : paths) {
      files.add(
          BidFileStore.read(terminal.resolve(path))
              .orElseThrow(
                  () ->
                      CommandFailedException.usage(
                          "the bid file " + path + " doesn't exist", "check the name")));
    }
  }

  List<BidFile> all() {
    return List.copyOf(files);
  }

  /**
   * Demands that each has to do with something that was verified: what says nothing about a bid
   * mustn't look like a yes.
   *
   * @throws CommandFailedException VERIFICATION_FAILED
   */
  void requireMatched(List<VerifiedReceipt> receipts, List<VerifiedVoid> voids) {
    for (int i = 0; i < files.size(); i++) {
      BidFile file = files.get(i);
      boolean matched =
          receipts.stream()
                  .anyMatch(r -> r.outcome().statement().auctionId().equals(file.auctionId()))
              || voids.stream().anyMatch(v -> v.sessionId().equals(file.sessionId()));
      if (!matched) {
        throw CommandFailedException.unverified(
            "bid file "
                + paths.get(i)
                + " is of auction "
                + file.auctionId()
                + ", session "
                + file.sessionId()
                + ", and nothing that you named is",
            "name the receipt of that auction, or the void of that session");
      }
    }
  }

  /**
   * Those that an outcome decides about.
   *
   * @param voids they explain bid files of other sessions, if the receipt's enclave said them
   * @throws CommandFailedException VERIFICATION_FAILED if one is of another session of the auction
   *     that isn't known to be void
   */
  List<BidFile> decidedBy(VerifiedReceipt receipt, List<VerifiedVoid> voids) {
    Outcome outcome = receipt.outcome().statement();
    Set<SessionId> ended =
        voids.stream()
            .filter(said -> said.isOf(receipt.terms().terms().measurements()))
            .map(VerifiedVoid::sessionId)
            .collect(Collectors.toUnmodifiableSet());
    List<BidFile> decided = new ArrayList<>();
    for (BidFile file : files) {
      if (!file.auctionId().equals(outcome.auctionId())) {
        continue;
      }
      if (file.sessionId().equals(outcome.sessionId())) {
        decided.add(file);
      } else if (!ended.contains(file.sessionId())) {
        throw CommandFailedException.unverified(
            "your bid file is of session "
                + file.sessionId()
                + " of this auction, the outcome is of session "
                + outcome.sessionId(),
            "if that session was voided, name its void, too: --void FILE; if it never was, two"
                + " sessions of one auction were run: ask the auctioneer for both statements");
      }
    }
    return decided;
  }

  @Override
  public void close() {
    files.forEach(file -> file.sheets().forEach(KeptSheet::wipe));
  }
}
