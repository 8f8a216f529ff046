package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.cli.AmountFormat;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.verify.FalseProofException;
import dev.sealedbid.verify.ProofRefusedException;
import dev.sealedbid.verify.ProvenSheet;
import dev.sealedbid.verify.SheetProof;
import dev.sealedbid.verify.SheetProofVerifier;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks proofs of sheets against a verified receipt, and shows the sheets: that is their point.
 */
final class ProofReport {
  private final Console console;
  private final Terminal terminal;

  ProofReport(Console console, Terminal terminal) {
    this.console = console;
    this.terminal = terminal;
  }

  /**
   * Prints what a proof shows and returns it for {@code --json}.
   *
   * @throws CommandFailedException VERIFICATION_FAILED if it proves nothing of these receipts
   */
  Map<String, Object> print(Path file, List<VerifiedReceipt> receipts) {
    SheetProof proof = read(file);
    VerifiedReceipt receipt =
        receipts.stream()
            .filter(r -> r.outcome().statement().sessionId().equals(proof.sessionId()))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandFailedException.unverified(
                        file
                            + " is a proof of session "
                            + proof.sessionId()
                            + ", not of a receipt"
                            + " that was named",
                        "name the receipt of that session, too"));
    try (ProvenSheet proven =
        new SheetProofVerifier().open(proof, receipt.terms(), receipt.outcome().statement())) {
      return show(file, proof, receipt.terms().terms(), proven);
    } catch (ProofRefusedException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " proves nothing (" + e.reason() + "): " + e.getMessage(),
          List.of("what it claims isn't what that party sealed, or nobody can tell"),
          e);
    }
  }

  private Map<String, Object> show(Path file, SheetProof proof, Terms terms, ProvenSheet proven) {
    AmountFormat format = new AmountFormat(terms.currency());
    BidSheet sheet = proven.sheet();
    Map<String, Object> amounts = new LinkedHashMap<>();
    console.print(file + " proves sheet " + proof.sheetSha384() + " of " + proven.buyerId());
    console.print(
        "  used         "
            + (proven.used()
                ? "yes: the outcome rests on it"
                : "no: it was acknowledged, but the outcome doesn't rest on it"));
    if (sheet.kind() == SheetKind.WITHDRAW) {
      console.print("  sealed       a withdrawal");
    }
    for (int i = 0; i < sheet.lots(); i++) {
      Lot lot = terms.lots().get(i);
      if (sheet.hasBid(i)) {
        amounts.put(lot.id(), format.format(sheet.amount(i)));
        console.print(
            (sheet.kind() == SheetKind.RESERVE ? "  reserve      " : "  bid          ")
                + lot.id()
                + " "
                + format.formatWithCode(sheet.amount(i)));
      }
    }
    if (amounts.isEmpty() && sheet.kind() != SheetKind.WITHDRAW) {
      console.print("  sealed       a sheet without bids");
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", file.toString());
    view.put("buyerId", proven.buyerId());
    view.put("sheetSha384", proof.sheetSha384().hex());
    view.put("used", proven.used());
    view.put("kind", sheet.kind().name());
    view.put("amounts", amounts);
    return view;
  }

  private SheetProof read(Path file) {
    byte[] json = InputFile.read(terminal, file, Limits.MAX_PROOF_LENGTH, "the proof");
    try {
      return SheetProof.parse(json);
    } catch (FalseProofException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " proves nothing: " + e.getMessage(),
          List.of("somebody has put it together from parts of others"),
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          file + " isn't a proof: " + e.getMessage(),
          List.of("buyer-cli prove makes one"),
          e);
    }
  }
}
