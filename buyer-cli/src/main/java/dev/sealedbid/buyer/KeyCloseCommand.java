package dev.sealedbid.buyer;

import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.PinRefusedException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code key close}. */
@Command(
    name = "close",
    description = {
      "Emergency brake: nobody may decrypt with the key any more.",
      "A session that the key was pinned to can't open your sheets then, and the key never goes back"
          + " to it. Others see that it was your key that stopped the auction."
    })
final class KeyCloseCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "KEY", description = "The sheet key's ARN.")
  private String keyArn = "";

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  KeyCloseCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    SheetKey key =
        new SheetKey(SheetKey.parse(keyArn), aws.clients(context), context.services().pause());
    boolean changes = close(console, key);
    console.print("key " + key.arn() + " is closed: nobody may decrypt with it");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("keyArn", key.arn().arn());
    view.put("closed", true);
    view.put("changed", changes);
    console.json(view);
    return ExitCode.OK.status();
  }

  private boolean close(Console console, SheetKey key) {
    boolean asked = yes;
    for (int i = 0; i < SheetKey.TRIES; i++) {
      SheetKeyPolicy present = key.policy();
      SheetKeyPolicy closed = closed(present, key);
      if (present.equals(closed)) {
        return false;
      }
      if (!asked) {
        present.pin().ifPresent(pin -> confirm(console, pin));
        asked = true;
      }
      if (console.during("changing the key's policy", () -> key.replace(present, closed))) {
        return true;
      }
    }
    throw SheetKey.restless(key.arn());
  }

  private static void confirm(Console console, Pin pin) {
    String question =
        "close the key for good to session "
            + pin.sessionId()
            + " of auction "
            + pin.auctionId()
            + "?";
    if (!console.confirm(question)) {
      throw CommandFailedException.refused("not closed: you said no");
    }
  }

  // Whether the pin leaves its session in time is KMS's clock to say: this machine's may be wrong.
  private static SheetKeyPolicy closed(SheetKeyPolicy present, SheetKey key) {
    Instant now = key.time().or(() -> present.pin().map(Pin::closesAt)).orElse(Instant.EPOCH);
    try {
      return present.moveTo(Optional.empty(), now);
    } catch (PinRefusedException e) {
      throw new IllegalStateException("a key may always be closed", e);
    }
  }
}
