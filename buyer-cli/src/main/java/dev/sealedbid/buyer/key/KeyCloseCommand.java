package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.policy.DeadHolderException;
import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.PinRefusedException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
public final class KeyCloseCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "KEY", description = "The sheet key's ARN.")
  private String keyArn = "";

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  @Option(
      names = "--force",
      description =
          "Also close a key whose policy isn't a sheet key's: everybody is denied to decrypt with"
              + " it, and the rest of its policy stays.")
  private boolean force;

  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  public KeyCloseCommand(Context context) {
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
      String present = key.policyText();
      Closing closing = closing(present, key);
      if (SheetKeyPolicy.saySame(present, closing.policy())) {
        return false;
      }
      if (!asked) {
        confirm(console, closing.question());
        asked = true;
      }
      if (console.during(
          "changing the key's policy", () -> key.replace(present, closing.policy()))) {
        closing.notes().forEach(console::warn);
        return true;
      }
    }
    throw SheetKey.restless(key.arn());
  }

  /** The policy that closes a key, what to ask before, and what to know after. */
  private record Closing(String policy, Optional<String> question, List<String> notes) {}

  private static void confirm(Console console, Optional<String> question) {
    if (question.isPresent() && !console.confirm(question.get())) {
      throw CommandFailedException.refused("not closed: you said no");
    }
  }

  private Closing closing(String present, SheetKey key) {
    try {
      return closed(SheetKeyPolicy.parse(present), key, List.of());
    } catch (DeadHolderException e) {
      if (!e.isPinned() && e.rest().isEmpty()) {
        return new Closing(present, Optional.empty(), List.of());
      }
      SheetKeyPolicy rest = e.rest().orElseThrow(() -> nobodyCan(key, e));
      return closed(
          rest,
          key,
          List.of("its sealing principal was deleted in IAM: the admin is that, too, from now on"));
    } catch (ForeignPolicyException e) {
      return byForce(present, key, e);
    }
  }

  // Whether the pin leaves its session in time is KMS's clock to say: this machine's may be wrong.
  private static Closing closed(SheetKeyPolicy present, SheetKey key, List<String> notes) {
    Instant now = key.time().or(() -> present.pin().map(Pin::closesAt)).orElse(Instant.EPOCH);
    try {
      SheetKeyPolicy closed = present.moveTo(Optional.empty(), now);
      return new Closing(closed.json(), present.pin().map(KeyCloseCommand::question), notes);
    } catch (PinRefusedException e) {
      throw new IllegalStateException("a key may always be closed", e);
    }
  }

  private static String question(Pin pin) {
    return "close the key for good to session "
        + pin.sessionId()
        + " of auction "
        + pin.auctionId()
        + "?";
  }

  private Closing byForce(String present, SheetKey key, ForeignPolicyException why) {
    if (!force) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the policy of key " + key.arn() + " isn't a sheet key's: " + why.getMessage(),
          List.of(
              "look at it with: buyer-cli key policy " + key.arn(),
              "to deny all decryption with it nonetheless, and leave the rest of its policy as it"
                  + " is: buyer-cli key close --force "
                  + key.arn()),
          why);
    }
    try {
      return new Closing(
          SheetKeyPolicy.closedByForce(present),
          Optional.of(
              "key " + key.arn() + " isn't a sheet key: deny all decryption with it to everybody?"),
          List.of(
              "the key isn't a sheet key: nothing is ever pinned or sealed with it. Decryption stays"
                  + " denied as long as the statement EmergencyBrake is in its policy"));
    } catch (ForeignPolicyException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the policy of key " + key.arn() + " can't be read: " + e.getMessage(),
          List.of("disable the key instead: aws kms disable-key --key-id " + key.arn()),
          e);
    }
  }

  private static CommandFailedException nobodyCan(SheetKey key, DeadHolderException why) {
    return new CommandFailedException(
        ExitCode.REFUSED,
        "key "
            + key.arn()
            + " can't be closed: its admin was deleted in IAM, and KMS lets nobody else change its"
            + " policy, not even an admin of the same name made later",
        List.of(
            "look at what it is pinned to, and until when, with: buyer-cli key policy " + key.arn(),
            "have the auctioneer void that session, if you must stop it; only AWS Support can change"
                + " this policy"),
        why);
  }
}
