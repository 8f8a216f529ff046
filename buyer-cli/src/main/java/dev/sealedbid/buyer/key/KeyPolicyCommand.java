package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.policy.DeadHolderException;
import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.JsonTree;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code key policy}. */
@Command(
    name = "policy",
    description = {
      "Print the policy that a sheet key has, and what it means.",
      "Exits with 3 if it isn't, word for word, a sheet key's. What a key would be pinned with is"
          + " printed by key pin --dry-run."
    })
public final class KeyPolicyCommand implements Callable<Integer> {
  private static final JsonLimits POLICY =
      new JsonLimits(SheetKeyPolicy.MAX_LENGTH, 4_000, 500, 12);

  private final Context context;

  @Parameters(paramLabel = "KEY", description = "The sheet key's ARN.")
  private String keyArn = "";

  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  public KeyPolicyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    SheetKey key =
        new SheetKey(SheetKey.parse(keyArn), aws.clients(context), context.services().pause());
    String text = key.policyText();
    if (!console.isJson()) {
      console.raw(text.getBytes(StandardCharsets.UTF_8));
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("keyArn", key.arn().arn());
    ExitCode exitCode = explain(console, text, view);
    view.put("policy", tree(text));
    console.json(view);
    return exitCode.status();
  }

  private static ExitCode explain(Console console, String text, Map<String, Object> view) {
    try {
      SheetKeyPolicy policy = SheetKeyPolicy.parse(text);
      view.put("sheetKey", true);
      view.put("admin", policy.holders().admin());
      view.put("sealer", policy.holders().sealer());
      policy.auctionId().ifPresent(id -> view.put("auctionId", id));
      policy.pin().ifPresent(pin -> view.put("pin", pin(pin)));
      view.put("earlier", policy.earlier().stream().map(SessionId::hex).toList());
      view.put("unsettled", policy.unsettled().stream().map(s -> s.sessionId().hex()).toList());
      console.say(
          policy
              .pin()
              .map(
                  pin ->
                      "pinned to session "
                          + pin.sessionId()
                          + " of auction "
                          + pin.auctionId()
                          + ", which may open your sheets from "
                          + pin.closesAt()
                          + " to "
                          + pin.resolveBy())
              .orElse("nobody may decrypt with this key"));
      policy
          .pin()
          .filter(Pin::isOfDeletedRole)
          .ifPresent(
              pin -> {
                console.warn(
                    "the role that may open with it was deleted in IAM ("
                        + pin.decryptRole()
                        + "): nobody can open your sheets now, not even a role of the same name made"
                        + " later");
                console.hint(
                    "once the auctioneer has made it again, bid or key pin names it again for this"
                        + " session");
              });
      for (var session : policy.unsettled()) {
        console.warn(
            "session "
                + session.sessionId()
                + " is unsettled: it may have been opened; nothing is"
                + " sealed before that is known");
      }
      return ExitCode.OK;
    } catch (DeadHolderException e) {
      view.put("sheetKey", false);
      view.put("reason", String.valueOf(e.getMessage()));
      console.warn("this isn't the policy of a sheet key any more: " + e.getMessage());
      console.hint(
          e.rest().isPresent()
              ? "nothing is pinned or sealed with it; close it with buyer-cli key close"
              : "nobody can change it any more, but AWS Support; don't let terms name this key");
      return ExitCode.VERIFICATION_FAILED;
    } catch (ForeignPolicyException e) {
      view.put("sheetKey", false);
      view.put("reason", String.valueOf(e.getMessage()));
      console.warn("this isn't the policy of a sheet key: " + e.getMessage());
      console.hint("don't let terms name this key; make one with buyer-cli key create");
      return ExitCode.VERIFICATION_FAILED;
    }
  }

  private static Map<String, Object> pin(Pin pin) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("auctionId", pin.auctionId());
    view.put("buyerId", pin.buyerId());
    view.put("sessionId", pin.sessionId().hex());
    view.put("decryptRole", pin.decryptRole());
    view.put("closesAt", pin.closesAt().toString());
    view.put("resolveBy", pin.resolveBy().toString());
    view.put(
        "measurements",
        List.of(
            pin.measurements().pcr0().hex(),
            pin.measurements().pcr1().hex(),
            pin.measurements().pcr2().hex(),
            pin.measurements().pcr3().hex()));
    return view;
  }

  private static Object tree(String text) {
    try {
      return JsonTree.read(text.getBytes(StandardCharsets.UTF_8), POLICY);
    } catch (MalformedJsonException e) {
      return text;
    }
  }
}
