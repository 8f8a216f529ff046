package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.terms.Terms;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where {@code bid} has its amounts from: one of these; an exclusive picocli group. */
final class BidSource {
  @Option(
      names = "--amount",
      paramLabel = "LOT=AMOUNT",
      description = "A bid, as a decimal in the terms' currency; repeatable.")
  private List<String> amounts = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Bids as CSV in UTF-8 with the header lot,amount, as spreadsheets save it. Decimals are"
              + " written with a point, and no digits grouped.")
  private @Nullable Path file;

  @Option(
      names = "--none",
      description = "A sheet without bids, which nobody can tell from one with bids.")
  private boolean none;

  @Option(
      names = "--withdraw",
      description =
          "A sheet that takes back all your sheets so far; nobody can tell it from a bid before"
              + " the outcome.")
  private boolean withdraw;

  /**
   * Reads it.
   *
   * @throws CommandFailedException USAGE, naming the option, or the line of the file
   */
  BidAmounts read(Context context, Terms terms, String partyId) {
    if (withdraw) {
      return BidAmounts.withdrawal(terms);
    }
    if (none) {
      return BidAmounts.none(terms);
    }
    if (file == null) {
      return BidAmounts.ofOptions(terms, partyId, amounts);
    }
    byte[] csv = InputFile.read(context.terminal(), file, BidAmounts.LONGEST_FILE, "the bid");
    try {
      BidAmounts bid = BidAmounts.ofCsv(terms, partyId, csv, file.toString());
      if (bid.isNone()) {
        throw CommandFailedException.usage(
            "the file has no bid", "pass --none to send a sheet without bids");
      }
      return bid;
    } finally {
      Arrays.fill(csv, (byte) 0);
    }
  }
}
