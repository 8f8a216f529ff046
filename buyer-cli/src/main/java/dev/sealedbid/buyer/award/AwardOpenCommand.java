package dev.sealedbid.buyer.award;

import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.buyer.key.SheetKey;
import dev.sealedbid.buyer.verify.ArchiveTrust;
import dev.sealedbid.buyer.verify.ReceiptFiles;
import dev.sealedbid.buyer.verify.TrustBasis;
import dev.sealedbid.cli.AmountFormat;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.award.Award;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.verify.AwardOpener;
import dev.sealedbid.verify.AwardRefusedException;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code award open}. */
@Command(
    name = "open",
    description = {
      "Open your award of a resolved auction: the price that you pay, the seller's: all prices.",
      "Verifies the receipt first, and that the award is the one whose digest stands in it."
    })
public final class AwardOpenCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--receipt", paramLabel = "FILE", required = true, description = "The receipt.")
  private Path receiptFile = Path.of("");

  @ArgGroup(multiplicity = "1")
  private Key key = new Key();

  @Option(
      names = "--award",
      paramLabel = "FILE",
      description = "The award message; otherwise the parent is asked for it.")
  private @Nullable Path awardFile;

  @Mixin private ArchiveTrust trust = new ArchiveTrust();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  private static final class Key {
    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "Your local award key, as award key --out wrote it.")
    private @Nullable Path file;

    @Option(names = "--kms-key", paramLabel = "ARN", description = "Your award key in KMS.")
    private @Nullable String kmsKey;
  }

  public AwardOpenCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    TrustBasis basis = trust.basis(context);
    VerifiedReceipt receipt = new ReceiptFiles(context, basis).verified(receiptFile);
    basis.warn(console);
    Terms terms = receipt.terms().terms();
    if (terms.disclosure() != Disclosure.SEALED_AWARD) {
      throw CommandFailedException.refused(
          "auction " + terms.id() + " has no awards: its disclosure is " + terms.disclosure(),
          terms.disclosure() == Disclosure.PRICE_PUBLIC
              ? "the prices stand in the receipt: buyer-cli verify "
                  + receiptFile
                  + " --measurements FILE"
              : "a winner shows its price by proving its own sheet: buyer-cli prove");
    }
    String recipient = recipient(terms);
    AwardMessage message = new AwardMessage(recipient, message(console, terms, recipient));
    try (AwardOpener opener = opener();
        Award award = opener.open(message, receipt.terms(), receipt.outcome().statement())) {
      print(console, basis, receipt, recipient, award);
      return ExitCode.OK.status();
    } catch (AwardRefusedException e) {
      throw refused(e);
    }
  }

  private String recipient(Terms terms) {
    Predicate<AwardKey> mine;
    if (key.kmsKey != null) {
      Optional<KeyArn> arn = Optional.of(SheetKey.parse(key.kmsKey));
      mine = named -> named.kmsKey().equals(arn);
    } else {
      byte[] own = AwardKeyFile.publicKey(context.terminal(), file());
      mine = named -> named.kmsKey().isEmpty() && Arrays.equals(named.publicKey(), own);
    }
    return terms.awardKeys().entrySet().stream()
        .filter(entry -> mine.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailedException.refused(
                    "the terms of auction " + terms.id() + " name no such award key",
                    "name the key whose awardKey you gave to the auctioneer"));
  }

  private byte[] message(Console console, Terms terms, String recipient) {
    byte[] message =
        awardFile != null
            ? InputFile.read(
                context.terminal(), awardFile, Limits.MAX_AWARD_LENGTH, "the award message")
            : console.during(
                "fetching the award", () -> context.parent(parent).award(terms.id(), recipient));
    if (message.length == 0) {
      throw CommandFailedException.unverified(
          "the award message is empty", "fetch it again, or name it with --award FILE");
    }
    return message;
  }

  private AwardOpener opener() {
    if (key.kmsKey != null) {
      KeyArn arn = SheetKey.parse(key.kmsKey);
      return AwardOpener.kms(aws.clients(context).kms(arn.region()));
    }
    byte[] pem = AwardKeyFile.read(context.terminal(), file());
    try {
      return AwardOpener.local(pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private Path file() {
    if (key.file == null) {
      throw new IllegalStateException("picocli demands one of both");
    }
    return key.file;
  }

  private static void print(
      Console console, TrustBasis basis, VerifiedReceipt receipt, String recipient, Award award) {
    Terms terms = receipt.terms().terms();
    Outcome outcome = receipt.outcome().statement();
    AmountFormat format = new AmountFormat(terms.currency());
    boolean seller = recipient.equals(Identifiers.SELLER);
    Map<String, Object> prices = new LinkedHashMap<>();
    console.print(
        "award of " + recipient + " in auction " + terms.id() + ", as the receipt has it");
    for (int i = 0; i < outcome.lots().size(); i++) {
      LotResult lot = outcome.lots().get(i);
      if (lot.status() == LotStatus.SOLD && (seller || lot.winners().contains(recipient))) {
        prices.put(lot.lotId(), format.format(award.price(i)));
        console.print(
            "  "
                + lot.lotId()
                + "  "
                + format.formatWithCode(award.price(i))
                + (seller ? ", paid by " + String.join(" and by ", lot.winners()) : ""));
      }
    }
    if (prices.isEmpty()) {
      console.print(seller ? "  nothing was sold" : "  you won nothing");
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("verified", basis.isProof());
    view.put("auctionId", terms.id());
    view.put("sessionId", outcome.sessionId().hex());
    view.put("recipient", recipient);
    view.put("currency", terms.currency().code());
    view.put("prices", prices);
    console.json(view);
  }

  private static CommandFailedException refused(AwardRefusedException e) {
    String hint =
        switch (e.reason()) {
          case OTHER_MESSAGE ->
              "this isn't the award that the enclave made for you: ask the auctioneer for that one";
          case WRONG_KEY -> "name the key whose awardKey you gave to the auctioneer";
          case NO_AWARD -> "only parties with an award key in the terms get one";
          case NOT_AUTHENTIC ->
              "with --kms-key, check that your principal may kms:Decrypt with it; otherwise this"
                  + " award can't be read by its own key";
          case MALFORMED -> "keep receipt and award, and ask the auctioneer";
        };
    return new CommandFailedException(
        ExitCode.VERIFICATION_FAILED,
        "the award doesn't open (" + e.reason() + "): " + e.getMessage(),
        List.of(hint),
        e);
  }
}
