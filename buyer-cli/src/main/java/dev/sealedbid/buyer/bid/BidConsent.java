package dev.sealedbid.buyer.bid;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.Moment;
import dev.sealedbid.cli.TermsWords;
import dev.sealedbid.core.terms.Terms;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** The user's consent to what {@code bid} is about to do; a picocli mixin. */
final class BidConsent {
  @Option(names = "--yes", description = "Neither read the amounts back nor ask.")
  private boolean yes;

  @Option(
      names = "--despite-reserve",
      description =
          "With --yes or --dry-run: take amounts, too, that can't win because they don't meet a"
              + " lot's public reserve.")
  private boolean despiteReserve;

  @Option(names = "--dry-run", description = "Check everything, change and send nothing.")
  private boolean dryRun;

  boolean isDryRun() {
    return dryRun;
  }

  /**
   * Reads a bid back and asks, unless the user wants neither.
   *
   * @param place what is overwritten
   * @throws CommandFailedException REFUSED if the user says no, or nobody was asked about a bid
   *     that can't win
   */
  void ask(Console console, BidAmounts bid, Terms terms, String place, Instant now) {
    List<String> hopeless = bid.hopeless();
    if (yes) {
      requireConsent(hopeless);
      return;
    }
    tell(console, bid, terms, now);
    // The terms choose the place: nobody shall have something else overwritten unseen.
    console.say("it replaces whatever is at " + place);
    hopeless.forEach(console::warn);
    String question =
        switch (bid.kind()) {
          case BID ->
              hopeless.isEmpty()
                  ? "seal this bid and send it?"
                  : "seal this bid and send it, though not all of it can win?";
          case WITHDRAW -> "seal this withdrawal and send it?";
          case RESERVE -> "seal these reserves and send them?";
        };
    if (!console.confirm(question)) {
      throw CommandFailedException.refused("not sent: you said no");
    }
  }

  /**
   * Reads back what a dry run looked at.
   *
   * @throws CommandFailedException REFUSED if it can't win and the user didn't say that it may
   */
  void rehearse(Console console, BidAmounts bid, Terms terms, Instant now) {
    tell(console, bid, terms, now);
    requireConsent(bid.hopeless());
    bid.hopeless().forEach(console::warn);
  }

  private void requireConsent(List<String> hopeless) {
    if (!hopeless.isEmpty() && !despiteReserve) {
      throw CommandFailedException.refused(
          String.join("; ", hopeless),
          "nothing was sent; correct the amount, or pass --despite-reserve to send it all the"
              + " same");
    }
  }

  private static void tell(Console console, BidAmounts bid, Terms terms, Instant now) {
    console.say("auction " + terms.id() + ", " + terms.title());
    console.say("it closes at " + Moment.text(terms.closesAt(), now));
    console.say("the rules of " + terms.id() + ":");
    new TermsWords(terms).rules().forEach(rule -> console.say("  " + rule));
    console.say(
        switch (bid.kind()) {
          case BID -> "your bid:";
          case WITHDRAW -> "you seal:";
          case RESERVE -> "your reserves, which only the enclave will see:";
        });
    bid.readBack().forEach(console::say);
  }
}
