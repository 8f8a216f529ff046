package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import dev.sealedbid.core.terms.KeyGone;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.core.terms.TieBreak;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code terms check}. */
@Command(
    name = "check",
    description = "Check terms and name every fault with its place; nothing is sent anywhere.",
    footer = {
      "%nWhat only the enclave can tell, whether the measurements are its own, is",
      "checked by open."
    })
final class TermsCheckCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "TERMS", description = "The terms' file; - is stdin.")
  private Path file = Path.of("-");

  @Mixin private JsonOption json = new JsonOption();

  TermsCheckCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    byte[] bytes = TermsFile.read(context.terminal(), file);
    TermsDocument document = parse(console, bytes);
    Terms terms = document.terms();
    List<Fault> unusable = TermsFile.unusableAwardKeys(console, terms);
    if (!unusable.isEmpty()) {
      throw invalid(console, unusable);
    }
    console.json(
        new Valid(
            true,
            terms.id(),
            document.sha384().hex(),
            terms.lots().size(),
            terms.buyers().size(),
            terms.rule(),
            terms.direction(),
            terms.tieBreak(),
            terms.disclosure(),
            terms.keyGone(),
            List.copyOf(terms.required()),
            terms.lots().stream().filter(Lot::sealedReserve).map(Lot::id).toList(),
            List.copyOf(terms.awardKeys().keySet()),
            terms.closesAt(),
            terms.resolveBy()));
    TermsText.print(console, terms, document.sha384(), context.now());
    console.print("the terms are valid");
    if (!terms.closesAt().isAfter(context.now())) {
      throw CommandFailedException.refused(
          "closesAt has passed: nobody could bid under these terms", "name a later closesAt");
    }
    return 0;
  }

  private TermsDocument parse(Console console, byte[] bytes) {
    try {
      return TermsDocument.parse(bytes);
    } catch (InvalidTermsException e) {
      throw invalid(console, e.faults());
    }
  }

  private CommandFailedException invalid(Console console, List<Fault> faults) {
    console.json(new Invalid(false, faults));
    return TermsFile.invalid(file, faults);
  }

  /** The answer for scripts. */
  record Valid(
      boolean valid,
      String auctionId,
      String termsSha384,
      int lots,
      int buyers,
      Rule rule,
      Direction direction,
      TieBreak tieBreak,
      Disclosure disclosure,
      KeyGone keyGone,
      List<String> required,
      List<String> sealedReserves,
      List<String> awardKeys,
      Instant closesAt,
      Instant resolveBy) {}

  /** The answer for scripts where there are faults. */
  record Invalid(boolean valid, List<Fault> faults) {}
}
