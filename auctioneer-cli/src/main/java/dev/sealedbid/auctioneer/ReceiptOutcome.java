package dev.sealedbid.auctioneer;

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
import java.util.List;

/** What a receipt says, read but not verified. */
final class ReceiptOutcome {

  private ReceiptOutcome() {}

  /** The outcome in a receipt of this auction. */
  static Outcome of(String auctionId, byte[] receiptBytes) {
    try {
      Receipt receipt = Receipt.parse(receiptBytes);
      Outcome outcome =
          (Outcome) Statement.parse(StatementType.OUTCOME, receipt.outcome().statement());
      if (outcome.auctionId().equals(auctionId)
          && outcome.termsSha384().equals(Sha384.of(receipt.terms()))) {
        return outcome;
      }
    } catch (MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's receipt of " + auctionId + " isn't one",
          List.of("see that the parent and this command are of the same release"),
          e);
    }
    throw CommandFailedException.unverified(
        "the parent gave the receipt of something else than " + auctionId, "is this parent yours?");
  }

  static void print(Console console, Outcome outcome) {
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

  private static String result(LotResult lot) {
    return lot.status() == LotStatus.SOLD
        ? "sold to " + String.join(", ", lot.winners())
        : "no sale";
  }

  private static String result(BuyerResult buyer) {
    return buyer.status().name() + buyer.code().map(code -> " (" + code + ")").orElse("");
  }
}
