package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}. */
@Command(
    name = "verify",
    description = {
      "Verify receipts and void statements, offline.",
      "Succeeds only if you name what you trust: PCR0 to PCR3. Given your bid file it tells whether"
          + " your sheet was counted. Given two outcomes of one auction, or an outcome and a void of"
          + " one session, by one enclave, it says CONFLICT, which is proof of fraud. Given a proof"
          + " of a sheet (prove) it shows the sheet."
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "RECEIPT", arity = "0..*", description = "Receipt files.")
  private List<Path> receipts = List.of();

  @Option(
      names = "--void",
      paramLabel = "FILE",
      description = "A void statement (status --void FILE saves one); repeatable.")
  private List<Path> voids = List.of();

  @Option(names = "--bid-file", paramLabel = "FILE", description = "Your bid file; repeatable.")
  private List<Path> bidFiles = List.of();

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "A proof of a sheet, to be checked against its receipt; repeatable.")
  private List<Path> proofs = List.of();

  @Option(
      names = "--ranks",
      description = "Show who wins a tie with whom, lot by lot, as the published seed has it.")
  private boolean ranks;

  @Mixin private ArchiveTrust trust = new ArchiveTrust();
  @Mixin private JsonOption json = new JsonOption();

  public VerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    try {
      requireUse();
      return verify(console);
    } catch (CommandFailedException e) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("verified", false);
      view.put("conflict", e.reason().startsWith(Conflicts.CONFLICT));
      view.put("reason", e.reason());
      console.json(view);
      throw e;
    }
  }

  private void requireUse() {
    if (receipts.isEmpty() && voids.isEmpty()) {
      throw CommandFailedException.usage(
          "nothing to verify is named", "name a receipt, or a void statement with --void FILE");
    }
    if (receipts.isEmpty() && (ranks || !proofs.isEmpty())) {
      throw CommandFailedException.usage(
          (ranks ? "--ranks" : "--proof") + " isn't used: no receipt is named", "name the receipt");
    }
  }

  private Integer verify(Console console) {
    TrustBasis basis = trust.basis(context);
    ReceiptFiles files = new ReceiptFiles(context, basis);
    VoidReport voidReport = new VoidReport(console, basis);
    try (OwnBidFiles own = new OwnBidFiles(context.terminal(), bidFiles)) {
      List<VerifiedReceipt> verified = receipts.stream().map(files::verified).toList();
      List<VerifiedVoid> ended =
          voids.stream()
              .map(file -> voidReport.verified(file, StatementFile.read(context.terminal(), file)))
              .toList();
      Conflicts conflicts = new Conflicts(console, receipts, verified);
      conflicts.requireNoVoid(ended);
      conflicts.requireOneOutcome();
      own.requireMatched(verified, ended);
      return report(console, basis, verified, ended, own);
    }
  }

  private Integer report(
      Console console,
      TrustBasis basis,
      List<VerifiedReceipt> verified,
      List<VerifiedVoid> ended,
      OwnBidFiles own) {
    boolean fair = true;
    List<Object> views = new ArrayList<>();
    for (int i = 0; i < verified.size(); i++) {
      VerifiedReceipt receipt = verified.get(i);
      Map<String, Object> view =
          new ReceiptReport(console, receipts.get(i).toString(), receipt, basis).print();
      List<BidFile> decided = own.decidedBy(receipt, ended);
      OwnSheetReport mine = new OwnSheetReport(console, receipt.outcome().statement(), decided);
      List<Map<String, Object>> fates = mine.print();
      if (!fates.isEmpty()) {
        view.put("mine", fates);
      }
      if (ranks) {
        view.put("ranks", new RankReport(console, receipt).print(decided));
      }
      views.add(view);
      fair &= mine.isFair();
    }
    VoidReport voidReport = new VoidReport(console, basis);
    List<Object> voidViews = new ArrayList<>();
    ended.forEach(v -> voidViews.add(voidReport.print(v, own.all())));
    ProofReport proofReport = new ProofReport(console, context.terminal());
    List<Object> proofViews = new ArrayList<>();
    proofs.forEach(file -> proofViews.add(proofReport.print(file, verified)));
    basis.warn(console);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("verified", basis.isProof());
    view.put("conflict", false);
    view.put("trustedRegisters", basis.trustedRegisters());
    view.put("receipts", views);
    view.put("voids", voidViews);
    view.put("proofs", proofViews);
    console.json(view);
    return (fair ? ExitCode.OK : ExitCode.NOT_COUNTED).status();
  }
}
