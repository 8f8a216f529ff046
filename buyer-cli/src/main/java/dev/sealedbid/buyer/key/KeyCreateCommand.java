package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.policy.KeyHolders;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.terms.KeyArn;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

/** {@code key create}. */
@Command(
    name = "create",
    description = {
      "Create a sheet key that nobody may decrypt with.",
      "Every auction needs a key of its own. Its ARN goes to stdout, and to the auctioneer for the"
          + " terms."
    })
public final class KeyCreateCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--admin",
      paramLabel = "ARN",
      description = "The only IAM user or role that may change the key's policy; default: you.")
  private @Nullable String admin;

  @Option(
      names = "--sealer",
      paramLabel = "ARN",
      description = "The only IAM user or role that may seal with it; default: you.")
  private @Nullable String sealer;

  @Option(
      names = "--auction",
      paramLabel = "ID",
      description =
          "The auction that the key is for, as a tag; otherwise the first pin puts it there.")
  private @Nullable String auctionId;

  @Option(
      names = "--bypass-policy-lockout-safety-check",
      description =
          "Have KMS take a policy that you can't change yourself: with --admin of somebody else."
              + " If that name is wrong, nobody can ever change it.")
  private boolean bypassLockoutCheck;

  @Option(names = "--dry-run", description = "Print the policy that the key would have.")
  private boolean dryRun;

  public KeyCreateCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    if (auctionId != null && !Identifiers.isValid(auctionId)) {
      throw CommandFailedException.usage(
          "'" + auctionId + "' isn't an auction's id", "ids look like riverside-2026");
    }
    AwsClients clients = aws.clients(context);
    String region = aws.region(clients);
    Identity identity = Identity.of(clients, region);
    String own = own(console, clients, region, identity);
    KeyHolders holders = holders(own);
    SheetKeyPolicy policy = SheetKeyPolicy.fresh(holders);
    if (dryRun) {
      console.raw(policy.json().getBytes(StandardCharsets.UTF_8));
      return ExitCode.OK.status();
    }
    KeyArn arn =
        console.during(
            "creating the key",
            () ->
                create(
                    clients.kms(region),
                    policy,
                    bypassLockoutCheck,
                    Optional.ofNullable(auctionId)));
    // At once: whatever comes now, the key is there, and only its ARN finds it.
    console.print(arn.arn());
    SheetKey key = new SheetKey(arn, clients, context.services().pause());
    console.during("reading the key's policy back", () -> shown(key, policy));
    console.say("nobody may decrypt with this key until it is pinned to a session");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("keyArn", arn.arn());
    result.put("admin", holders.admin());
    result.put("sealer", holders.sealer());
    console.json(result);
    return ExitCode.OK.status();
  }

  // Who names both needn't be what the key's policy names.
  private String own(Console console, AwsClients clients, String region, Identity identity) {
    return admin == null || sealer == null
        ? OwnRole.of(console, clients, region, identity)
        : identity.principal();
  }

  private KeyHolders holders(String own) {
    try {
      return new KeyHolders(admin == null ? own : admin, sealer == null ? own : sealer);
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          String.valueOf(e.getMessage()),
          "name IAM users or roles with --admin and --sealer; of a role with a path, its full ARN");
    }
  }

  private static KeyArn create(
      KmsClient kms, SheetKeyPolicy policy, boolean bypass, Optional<String> auctionId) {
    try {
      String arn =
          kms.createKey(
                  r -> {
                    r.description("sealed-bid sheet key")
                        .keySpec(KeySpec.SYMMETRIC_DEFAULT)
                        .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                        .origin(OriginType.AWS_KMS)
                        .multiRegion(false)
                        .policy(policy.json());
                    auctionId.ifPresent(id -> r.tags(KeySearch.tag(id)));
                    if (bypass) {
                      r.bypassPolicyLockoutSafetyCheck(true);
                    }
                  })
              .keyMetadata()
              .arn();
      return SheetKey.parse(arn);
    } catch (SdkException e) {
      throw PolicyRefusal.of("creating the key", e);
    }
  }

  private static boolean shown(SheetKey key, SheetKeyPolicy policy) {
    key.readBack(policy);
    return true;
  }
}
