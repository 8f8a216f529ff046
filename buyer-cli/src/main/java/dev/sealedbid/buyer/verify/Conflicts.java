package dev.sealedbid.buyer.verify;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two ends of what ends only once. Each is proof of fraud by the enclave that the receipt's terms
 * name, so only what an enclave of those measurements (PCR0 to PCR3) said counts: any program in
 * anybody's enclave can have a void attested that names the session.
 */
final class Conflicts {
  static final String CONFLICT = "CONFLICT";

  private final Console console;
  private final List<Path> files;
  private final List<VerifiedReceipt> receipts;

  /** Among these receipts, read from those files. */
  Conflicts(Console console, List<Path> files, List<VerifiedReceipt> receipts) {
    this.console = console;
    this.files = files;
    this.receipts = receipts;
  }

  /**
   * Demands that no auction has two outcomes.
   *
   * @throws CommandFailedException VERIFICATION_FAILED, its message begins with {@link #CONFLICT}
   */
  void requireOneOutcome() {
    for (int i = 0; i < receipts.size(); i++) {
      for (int j = 0; j < i; j++) {
        String both = files.get(j) + " and " + files.get(i);
        if (receipts.get(i).conflictsWith(receipts.get(j))) {
          throw CommandFailedException.unverified(
              CONFLICT + ": " + both + " are two outcomes of auction " + auction(i),
              "an auction has one outcome, ever: together these files prove fraud; keep both");
        }
        if (auction(i).equals(auction(j)) && !sameEnclave(i, j)) {
          console.warn(
              both
                  + " are of two auctions called "
                  + auction(i)
                  + ": their terms name other PCRs. That is no conflict: anybody may give an auction"
                  + " of its own that name");
        }
      }
    }
  }

  /**
   * Demands that no session has an outcome and a void.
   *
   * @throws CommandFailedException VERIFICATION_FAILED; its message begins with {@link #CONFLICT}
   *     only if an enclave of the receipt's terms said both
   */
  void requireNoVoid(List<VerifiedVoid> voids) {
    for (int i = 0; i < receipts.size(); i++) {
      for (VerifiedVoid ended : voids) {
        if (receipts.get(i).outcome().statement().sessionId().equals(ended.sessionId())) {
          throw ended.isOf(receipts.get(i).terms().terms().measurements())
              ? CommandFailedException.unverified(
                  CONFLICT
                      + ": "
                      + files.get(i)
                      + " is an outcome and "
                      + ended.file()
                      + " a void of the same session "
                      + ended.sessionId(),
                  "a session ends once: together these files prove fraud; keep both")
              : notThisAuctions(ended, "the terms of " + files.get(i) + " name");
        }
      }
    }
  }

  /** A void that another enclave said proves nothing against anybody. */
  static CommandFailedException notThisAuctions(VerifiedVoid ended, String whose) {
    List<String> hints = new ArrayList<>(ended.measurements());
    hints.add("it ends no session and proves no fraud: anybody's enclave can say so; leave it out");
    return new CommandFailedException(
        ExitCode.VERIFICATION_FAILED,
        ended.file() + " is not this auction's: another enclave than " + whose + " attested it",
        hints,
        null);
  }

  private String auction(int index) {
    return receipts.get(index).outcome().statement().auctionId();
  }

  private boolean sameEnclave(int i, int j) {
    return receipts
        .get(i)
        .terms()
        .terms()
        .measurements()
        .equals(receipts.get(j).terms().terms().measurements());
  }
}
