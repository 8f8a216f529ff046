package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.protocol.ReceiptVerifier;
import dev.sealedbid.protocol.StatementVerifier;
import dev.sealedbid.protocol.TrustedMeasurements;
import dev.sealedbid.protocol.VerificationException;
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
      "Verify receipts, offline.",
      "Given your bid file it tells whether your sheet was counted. Given two outcomes of one auction"
          + " it says CONFLICT, which is proof of fraud."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "RECEIPT", arity = "1..*", description = "Receipt files.")
  private List<Path> receipts = List.of();

  @Option(names = "--bid-file", paramLabel = "FILE", description = "Your bid file; repeatable.")
  private List<Path> bidFiles = List.of();

  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private JsonOption json = new JsonOption();

  VerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
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
    AttestationVerifier attestations = trust.verifier(context);
    Optional<TrustedMeasurements> trusted = trust.optional(context);
    List<VerifiedReceipt> verified = new ArrayList<>();
    for (Path file : receipts) {
      verified.add(verified(file, attestations, trusted));
    }
    requireNoConflict(verified);
    List<BidFile> own = bidFiles();
    List<Object> views = new ArrayList<>();
    try {
      for (int i = 0; i < verified.size(); i++) {
        ReceiptReport report =
            new ReceiptReport(
                console, receipts.get(i).toString(), verified.get(i), trust.attestedBy());
        views.add(report.print(own, trusted.flatMap(TrustedMeasurements::pcr3).isPresent()));
      }
    } finally {
      own.forEach(file -> file.sheets().forEach(KeptSheet::wipe));
    }
    trust.warning().ifPresent(console::warn);
    if (trusted.isEmpty()) {
      console.warn(
          "no --measurements were named: compare the PCRs with those of the image that you trust,"
              + " or anybody's program may have made this");
    } else if (trusted.get().pcr3().isEmpty()) {
      console.warn(
          "PCR3 isn't among the measurements: the image is public, and whoever runs it could have"
              + " made this outcome; pass --auctioneer-role ARN");
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("verified", true);
    view.put("conflict", false);
    view.put("receipts", views);
    console.json(view);
    return ExitCode.OK.status();
  }

  private VerifiedReceipt verified(
      Path file, AttestationVerifier attestations, Optional<TrustedMeasurements> trusted) {
    byte[] bytes =
        InputFile.read(context.terminal(), file, Limits.MAX_RECEIPT_LENGTH, "the receipt");
    try {
      Receipt receipt = Receipt.parse(bytes);
      TrustedMeasurements expected =
          trusted.isPresent()
              ? trusted.get()
              : TrustedMeasurements.of(TermsDocument.parse(receipt.terms()).terms().measurements());
      return new ReceiptVerifier(new StatementVerifier(attestations, expected)).verify(receipt);
    } catch (MalformedStatementException | InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " isn't a receipt: " + e.getMessage(),
          List.of("fetch it again with: buyer-cli status AUCTION --receipt FILE"),
          e);
    } catch (VerificationException e) {
      throw LiveAuction.failure(file + " doesn't verify", e);
    }
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
