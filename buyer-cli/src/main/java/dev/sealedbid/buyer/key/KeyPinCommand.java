package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.verify.TrustOptions;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code key pin}. */
@Command(
    name = "pin",
    description = {
      "Pin your sheet key to an auction's session.",
      "From closesAt to resolveBy, the enclave that you trust may then open your sheets of that"
          + " session, and nobody may open any other. bid does so itself; this is for an admin"
          + " principal of its own."
    })
public final class KeyPinCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "AUCTION", description = "The auction's id.")
  private String auctionId = "";

  @Option(names = "--buyer", paramLabel = "ID", description = "Your id in the terms.")
  private @Nullable String buyerId;

  @Option(names = "--dry-run", description = "Print the policy that the key would have.")
  private boolean dryRun;

  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private PinOptions pinning = new PinOptions();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  public KeyPinCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    Preparation ready =
        Preparation.make(
            context,
            console,
            context.parent(parent),
            auctionId,
            Optional.ofNullable(buyerId),
            trust,
            pinning,
            aws.clients(context));
    if (dryRun) {
      String policy = ready.guard().wouldBe(ready.pin()).json();
      console.raw(policy.getBytes(StandardCharsets.UTF_8));
      return ExitCode.OK.status();
    }
    PinGuard.Result result = ready.guard().pin(ready.pin(), pinning.isWait(), false);
    console.print(
        "key "
            + ready.key().arn()
            + (result == PinGuard.Result.PINNED ? " is pinned" : " was pinned already")
            + " to session "
            + ready.pin().sessionId());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("keyArn", ready.key().arn().arn());
    view.put("auctionId", ready.pin().auctionId());
    view.put("buyerId", ready.pin().buyerId());
    view.put("sessionId", ready.pin().sessionId().hex());
    view.put("changed", result == PinGuard.Result.PINNED);
    console.json(view);
    return ExitCode.OK.status();
  }
}
