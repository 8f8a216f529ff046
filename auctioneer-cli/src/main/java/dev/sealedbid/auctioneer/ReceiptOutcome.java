package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.AmountFormat;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import java.util.List;
import java.util.Optional;

/**
 * What a receipt says, read but not verified.
 *
 * @param outcome the outcome
 * @param terms the terms that it is of
 */
record ReceiptOutcome(Outcome outcome, Terms terms) {

  /** The outcome in a receipt of this auction. */
  static ReceiptOutcome of(String auctionId, byte[] receiptBytes) {
    try {
      Receipt receipt = Receipt.parse(receiptBytes);
      Outcome outcome =
          (Outcome) Statement.parse(StatementType.OUTCOME, receipt.outcome().statement());
      if (outcome.auctionId().equals(auctionId)
          && outcome.termsSha384().equals(Sha384.of(receipt.terms()))) {
        return new ReceiptOutcome(outcome, TermsDocument.parse(receipt.terms()).terms());
      }
    } catch (MalformedStatementException | InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's receipt of " + auctionId + " isn't one",
          List.of("see that the parent and this command are of the same release"),
          e);
    }
    throw CommandFailedException.unverified(
        "the parent gave the receipt of something else than " + auctionId, "is this parent yours?");
  }

  void print(Console console) {
    new Table()
        .row("auction", outcome.auctionId())
        .row("session", outcome.sessionId().hex())
        .row("resolved", outcome.resolvedAt().toString())
        .print(console);
    Table lots = new Table();
    outcome.lots().forEach(lot -> lots.row(lot.lotId(), result(lot)));
    lots.print(console);
    Table buyers = new Table();
    outcome.buyers().forEach(buyer -> buyers.row(buyer.buyerId(), result(buyer)));
    buyers.print(console);
  }

  /** What each winner pays, as a decimal, where the terms make it public. */
  Optional<String> price(LotResult lot) {
    return lot.price().map(new AmountFormat(terms.currency())::format);
  }

  private String result(LotResult lot) {
    return lot.status() == LotStatus.SOLD
        ? "sold to "
            + String.join(", ", lot.winners())
            + price(lot)
                .map(
                    price ->
                        " for "
                            + price
                            + " "
                            + terms.currency().code()
                            + (lot.winners().size() > 1 ? " each" : ""))
                .orElse("")
        : "no sale";
  }

  private static String result(BuyerResult buyer) {
    return buyer.status().name() + buyer.code().map(code -> " (" + code + ")").orElse("");
  }
}
