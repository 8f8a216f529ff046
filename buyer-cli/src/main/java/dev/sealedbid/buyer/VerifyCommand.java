package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.protocol.TrustedMeasurements;
import dev.sealedbid.protocol.VerifiedReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "Given your bid file it tells whether your sheet was counted. Given two outcomes of one"
          + " auction, or an outcome and a void of one session, it says CONFLICT, which is proof of"
          + " fraud. Given a proof of a sheet (prove) it shows the sheet."
    })
final class VerifyCommand implements Callable<Integer> {
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

  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private JsonOption json = new JsonOption();

  VerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    if (receipts.isEmpty() && voids.isEmpty()) {
      throw CommandFailedException.usage(
          "nothing to verify is named", "name a receipt, or a void statement with --void FILE");
    }
    try {
      return verify(console);
    } catch (CommandFailedException e) {
      if (e.exitCode() == ExitCode.VERIFICATION_FAILED) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("verified", false);
        view.put("conflict", e.reason().startsWith(ReceiptReport.CONFLICT));
        view.put("reason", e.reason());
        console.json(view);
      }
      throw e;
    }
  }

  private Integer verify(Console console) {
    Optional<TrustedMeasurements> trusted = trust.optional(context);
    ReceiptFiles files = new ReceiptFiles(context, trust);
    List<VerifiedReceipt> verified = receipts.stream().map(files::verified).toList();
    VoidReport voidReport = new VoidReport(console, trust.verifier(context), trusted);
    List<VoidStatement> ended =
        voids.stream()
            .map(file -> voidReport.verified(file, StatementFile.read(context.terminal(), file)))
            .toList();
    requireNoConflict(verified);
    requireNoConflict(verified, ended);
    ProofReport proofReport = new ProofReport(console, context.terminal());
    List<BidFile> own = bidFiles();
    List<Object> views = new ArrayList<>();
    List<Object> voidViews = new ArrayList<>();
    boolean counted = true;
    try {
      for (int i = 0; i < verified.size(); i++) {
        ReceiptReport report =
            new ReceiptReport(
                console, receipts.get(i).toString(), verified.get(i), trust.attestedBy());
        Map<String, Object> view =
            report.print(own, trusted.flatMap(TrustedMeasurements::pcr3).isPresent());
        if (ranks) {
          view.put("ranks", new RankReport(console, verified.get(i)).print(own));
        }
        views.add(view);
        counted &= report.isFair();
      }
      for (int i = 0; i < ended.size(); i++) {
        voidViews.add(voidReport.print(voids.get(i), ended.get(i), own));
      }
    } finally {
      own.forEach(file -> file.sheets().forEach(KeptSheet::wipe));
    }
    List<Object> proofViews = new ArrayList<>();
    proofs.forEach(file -> proofViews.add(proofReport.print(file, verified)));
    trust.warn(context, console, "this");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("verified", true);
    view.put("conflict", false);
    view.put("receipts", views);
    view.put("voids", voidViews);
    view.put("proofs", proofViews);
    console.json(view);
    return (counted ? ExitCode.OK : ExitCode.NOT_COUNTED).status();
  }

  private void requireNoConflict(List<VerifiedReceipt> verified) {
    for (int i = 0; i < verified.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (verified.get(i).conflictsWith(verified.get(j))) {
          throw CommandFailedException.unverified(
              ReceiptReport.CONFLICT
                  + ": "
                  + receipts.get(j)
                  + " and "
                  + receipts.get(i)
                  + " are two outcomes of auction "
                  + verified.get(i).outcome().statement().auctionId(),
              "an auction has one outcome, ever: together these files prove fraud; keep both");
        }
      }
    }
  }

  private void requireNoConflict(List<VerifiedReceipt> verified, List<VoidStatement> ended) {
    for (int i = 0; i < verified.size(); i++) {
      for (int j = 0; j < ended.size(); j++) {
        if (verified.get(i).outcome().statement().sessionId().equals(ended.get(j).sessionId())) {
          throw CommandFailedException.unverified(
              ReceiptReport.CONFLICT
                  + ": "
                  + receipts.get(i)
                  + " is an outcome and "
                  + voids.get(j)
                  + " a void of the same session "
                  + ended.get(j).sessionId(),
              "a session ends once: together these files prove fraud; keep both");
        }
      }
    }
  }

  private List<BidFile> bidFiles() {
    List<BidFile> files = new ArrayList<>();
    for (Path path : bidFiles) {
      files.add(
          BidFileStore.read(context.terminal().resolve(path))
              .orElseThrow(
                  () ->
                      CommandFailedException.usage(
                          "the bid file " + path + " doesn't exist", "check the name")));
    }
    return files;
  }
}
