package dev.sealedbid.buyer.command;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsSettings;
import dev.sealedbid.cli.CommandFailedException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --profile} and {@code --region}; a picocli mixin. */
public final class AwsOptions {
  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A profile of the AWS config file; otherwise the AWS SDK's own chain decides.")
  private @Nullable String profile;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The Region where no ARN names one; otherwise the profile's.")
  private @Nullable String region;

  public AwsClients clients(Context context) {
    Optional<String> name =
        Optional.ofNullable(profile).or(() -> ofTerminal(context, "AWS_PROFILE"));
    return context
        .services()
        .aws()
        .clients(
            new AwsSettings(
                name,
                ofTerminal(context, "AWS_CONFIG_FILE").map(Path::of),
                ofTerminal(context, "AWS_SHARED_CREDENTIALS_FILE").map(Path::of)));
  }

  /** The Region for what has no ARN yet. */
  public String region(AwsClients clients) {
    return Optional.ofNullable(region)
        .or(clients::defaultRegion)
        .orElseThrow(
            () ->
                CommandFailedException.usage(
                    "no Region is named", "pass --region, or name one in the profile"));
  }

  // What the process's own environment says the SDK reads by itself. A command that runs in another
  // program's process may have been given an environment of its own.
  private static Optional<String> ofTerminal(Context context, String variable) {
    return context
        .terminal()
        .variable(variable)
        .filter(value -> !value.equals(System.getenv(variable)));
  }
}
