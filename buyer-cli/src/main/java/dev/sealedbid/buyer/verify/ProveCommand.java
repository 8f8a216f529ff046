package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.command.SecretFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.protocol.DataKey;
import dev.sealedbid.verify.SheetProof;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prove}. */
@Command(
    name = "prove",
    description = {
      "Make a proof of your own sheet from your bid file.",
      "Whoever has the proof and the receipt can check what you sealed: the whole sheet, all lots."
          + " They do so with: buyer-cli verify RECEIPT --proof FILE"
    })
public final class ProveCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--bid-file",
      paramLabel = "FILE",
      required = true,
      description = "Your bid file.")
  private Path bidFile = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where the proof goes; readable by you only.")
  private Path out = Path.of("");

  @Option(
      names = "--sheet",
      paramLabel = "SHA384",
      description = "Which sheet; default: the newest that is acknowledged.")
  private @Nullable String sheet;

  @Mixin private JsonOption json = new JsonOption();

  public ProveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    SecretFile.requireNew(context.terminal(), out);
    BidFile file =
        BidFileStore.read(context.terminal().resolve(bidFile))
            .orElseThrow(
                () ->
                    CommandFailedException.usage(
                        "the bid file " + bidFile + " doesn't exist", "check the name"));
    try {
      KeptSheet kept = chosen(file);
      byte[] encoded = proof(file, kept);
      try {
        SecretFile.writeNew(context.terminal(), out, encoded, "the proof");
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
      console.print("a proof of sheet " + kept.sha384() + " is in " + out);
      console.warn("it shows the whole sheet, all lots, to whoever has it and the receipt");
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("auctionId", file.auctionId());
      view.put("sessionId", file.sessionId().hex());
      view.put("buyerId", file.buyerId());
      view.put("sheetSha384", kept.sha384().hex());
      view.put("proof", out.toString());
      console.json(view);
      return ExitCode.OK.status();
    } finally {
      file.sheets().forEach(KeptSheet::wipe);
    }
  }

  private KeptSheet chosen(BidFile file) {
    Optional<KeptSheet> found =
        file.sheets().stream()
            .filter(
                kept ->
                    sheet == null
                        ? kept.acknowledgement().isPresent()
                        : kept.sha384().equals(digest(sheet)))
            .reduce((older, newer) -> newer);
    return found.orElseThrow(
        () ->
            CommandFailedException.refused(
                sheet == null
                    ? "no sheet in " + bidFile + " is acknowledged"
                    : "there is no such sheet in " + bidFile,
                "a sheet can be proved once it is in the box; bid again if that broke off"));
  }

  private static Sha384 digest(String text) {
    try {
      return Sha384.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "--sheet isn't a SHA-384 in hexadecimal", "bid prints it, and so does verify");
    }
  }

  private static byte[] proof(BidFile file, KeptSheet kept) {
    byte[] secret =
        kept.dataKey()
            .orElseThrow(
                () ->
                    CommandFailedException.refused(
                        "the data key of that sheet was not kept (bid --forget)",
                        "without it nobody can prove the sheet any more"));
    try (DataKey dataKey = new DataKey(secret)) {
      return new SheetProof(
              file.auctionId(), file.sessionId(), file.buyerId(), kept.ciphertext(), dataKey)
          .encode();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
