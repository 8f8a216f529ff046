package dev.sealedbid.auctioneer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.cli.Round;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.rest.AttestedStatementView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code resolve}. */
@Command(
    name = "resolve",
    description = "Resolve an auction after it has closed: open the sheets, name the winners.",
    footer = {
      "%nAn auction is decided once. A second resolve brings the first one's receipt",
      "back, byte for byte. If a buyer's key refuses, nothing is decided, the buyer",
      "is named, and resolve may be tried again until resolveBy. A session that ended",
      "without an outcome is told with its reason, exit status 1."
    })
final class ResolveCommand implements Callable<Integer> {

  private final Context context;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the receipt to FILE.")
  private @Nullable Path out;

  @Mixin private AuctionIdParameter id = new AuctionIdParameter();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  ResolveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    String auctionId = id.value();
    if (out != null) {
      OutputFile.requireFree(context.terminal(), out);
    }
    Round round = round(console, auctionId);
    ReceiptOutcome outcome = ReceiptOutcome.of(auctionId, round.receipt());
    outcome.print(console);
    if (out != null) {
      OutputFile.write(context.terminal(), out, round.receipt());
    }
    report(console, round, outcome);
    return 0;
  }

  private Round round(Console console, String auctionId) {
    try {
      return console.during(
          "resolving " + auctionId + ": the enclave opens the sheets",
          () -> context.parent(parent).resolve(auctionId));
    } catch (ParentProblemException e) {
      AttestedStatementView statement = e.problem().voidStatement();
      if (statement == null) {
        throw e;
      }
      VoidedSession voided = VoidedSession.of(auctionId, statement, null);
      console.json(voided.view());
      voided.print(console);
      throw new CommandFailedException(
          ExitCode.REFUSED,
          auctionId + " ended without an outcome and can't be resolved",
          List.of(
              "auctioneer-cli show "
                  + auctionId
                  + " --void FILE keeps the void statement;"
                  + " anyone can verify it: buyer-cli verify --void FILE",
              "auctioneer-cli open TERMS opens it again, in a new session for which every buyer"
                  + " bids anew"),
          e);
    }
  }

  private void report(Console console, Round round, ReceiptOutcome receipt) {
    Outcome outcome = receipt.outcome();
    console.json(Resolved.of(round, receipt, out));
    if (!round.first()) {
      console.say("it had been resolved before; this is the receipt of then");
    }
    if (out == null) {
      console.hint(
          "auctioneer-cli receipt " + outcome.auctionId() + " --out FILE keeps the receipt");
    } else {
      console.say("the receipt is in " + out);
      console.hint("anyone can verify it: buyer-cli verify " + out + " --measurements FILE");
    }
  }

  /** The answer for scripts. */
  record Resolved(
      String auctionId,
      String sessionId,
      Instant resolvedAt,
      boolean first,
      List<LotView> lots,
      List<BuyerView> buyers,
      @Nullable String receipt) {

    static Resolved of(Round round, ReceiptOutcome receipt, @Nullable Path out) {
      Outcome outcome = receipt.outcome();
      return new Resolved(
          outcome.auctionId(),
          outcome.sessionId().hex(),
          outcome.resolvedAt(),
          round.first(),
          outcome.lots().stream()
              .map(
                  lot ->
                      new LotView(
                          lot.lotId(),
                          lot.status(),
                          lot.winners(),
                          receipt.price(lot).orElse(null)))
              .toList(),
          outcome.buyers().stream()
              .map(
                  buyer ->
                      new BuyerView(
                          buyer.buyerId(), buyer.status().name(), buyer.code().orElse(null)))
              .toList(),
          out == null ? null : out.toString());
    }
  }

  /** A lot's result for scripts. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LotView(String lotId, LotStatus status, List<String> winners, @Nullable String price) {}

  /** A buyer's result for scripts. */
  record BuyerView(String buyerId, String status, @Nullable String code) {}
}
