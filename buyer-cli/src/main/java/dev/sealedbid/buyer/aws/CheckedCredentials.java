package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's own credentials, with a clear failure where there are none: which profile, of what
 * kind, and what to do about it. Never tells what a file, a process or a service said that may hold
 * a secret.
 */
final class CheckedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
  private static final String EXPORT =
      "aws configure export-credentials --format process --profile ";
  // In the order in which the SDK looks at them.
  private static final List<String> KINDS =
      List.of(
          "web_identity_token_file",
          "role_arn",
          "credential_process",
          "sso_session",
          "sso_start_url",
          "aws_access_key_id",
          "login_session");
  private static final Set<String> SIGNED_OUT =
      Set.of("ExpiredTokenException", "UnauthorizedException", "InvalidGrantException");

  private final ConfigFiles files;
  private final String profile;
  private final boolean named;
  private final AwsCredentialsProvider provider;

  /**
   * Credentials of a profile, or of the SDK's chain.
   *
   * @param named whether the profile was asked for; else it is one link of the chain
   */
  CheckedCredentials(ConfigFiles files, String profile, boolean named) {
    this.files = files;
    this.profile = profile;
    this.named = named;
    // A profile that is named on the command line is meant, whatever the environment holds.
    this.provider =
        named
            ? ofProfile()
            : DefaultCredentialsProvider.builder()
                .profileFile(files.content())
                .profileName(profile)
                .build();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return provider.resolveCredentials();
    } catch (CommandFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw named ? failure(e) : ofChain(e);
    }
  }

  @Override
  public void close() {
    if (provider instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public String toString() {
    return "CheckedCredentials[" + profile + "]";
  }

  private ProfileCredentialsProvider ofProfile() {
    return ProfileCredentialsProvider.builder()
        .profileFile(files.content())
        .profileName(profile)
        .build();
  }

  // The chain goes on where a profile fails; what was wrong with the profile is what to tell.
  private CommandFailedException ofChain(RuntimeException chain) {
    if (kind().isEmpty()) {
      return new CommandFailedException(
          ExitCode.REFUSED,
          "no AWS credentials were found: not in the environment, not in profile '"
              + profile
              + "', not from a container or instance",
          List.of("name a profile with --profile", files.names()),
          chain);
    }
    try (ProfileCredentialsProvider alone = ofProfile()) {
      AwsCredentials unused = alone.resolveCredentials();
      return failure(chain);
    } catch (RuntimeException e) {
      return failure(e);
    }
  }

  private CommandFailedException failure(RuntimeException e) {
    String subject = "profile '" + profile + "' gives no credentials: ";
    return switch (kind()) {
      case "" ->
          refused(
              subject + "it has none of the properties that do",
              e,
              "give it aws_access_key_id and aws_secret_access_key, sso_session,"
                  + " credential_process, or role_arn with source_profile",
              files.names());
      case "credential_process" -> process(subject, e);
      case "web_identity_token_file" -> webIdentity(subject, e);
      case "sso_session", "sso_start_url" -> signOn(subject, e);
      case "login_session" ->
          refused(
              subject
                  + "it signs in by 'aws login' (login_session), which this program's AWS SDK"
                  + " can't",
              e,
              "make a profile with: credential_process = " + EXPORT + profile);
      default -> other(subject, e);
    };
  }

  private String kind() {
    Optional<Profile> found = files.profile(profile);
    return KINDS.stream()
        .filter(name -> found.flatMap(p -> p.property(name)).isPresent())
        .findFirst()
        .orElse("");
  }

  private CommandFailedException process(String subject, RuntimeException e) {
    // What it printed where credentials were expected may be some: only the SDK's own words about
    // its exit status, with what it said on stderr, are told.
    @Nullable String said = e.getCause() == null ? null : e.getCause().getMessage();
    boolean ended = said != null && said.startsWith("Command returned");
    boolean late = said != null && said.contains("timed out");
    return refused(
        subject
            + "its credential_process "
            + (ended
                ? "failed (" + AwsFailures.line(String.valueOf(said)) + ")"
                : late
                    ? "didn't end in time"
                    : "printed something else than credentials that are valid now"),
        e,
        "run the command of "
            + files.placeOf(profile, "credential_process")
            + " by hand: it must print the JSON that the AWS CLI's documentation describes");
  }

  private CommandFailedException webIdentity(String subject, RuntimeException e) {
    boolean file = e instanceof UncheckedIOException || e.getCause() instanceof IOException;
    if (file && !AwsFailures.isSilence(e)) {
      return refused(
          subject + "its token file can't be read: " + AwsFailures.words(e),
          e,
          "see " + files.placeOf(profile, "web_identity_token_file"));
    }
    return other(subject, e);
  }

  private CommandFailedException signOn(String subject, RuntimeException e) {
    String signIn = "aws sso login --profile " + profile;
    if (SIGNED_OUT.contains(e.getClass().getSimpleName())) {
      return refused(
          subject + "you aren't signed in to IAM Identity Center, or not any more", e, signIn);
    }
    if (e.getClass().getSimpleName().equals("ForbiddenException")) {
      return refused(
          subject + "IAM Identity Center doesn't let you have its role",
          e,
          "check sso_account_id and sso_role_name, and ask who assigns permission sets",
          "then sign in again: " + signIn);
    }
    return other(subject, e);
  }

  private CommandFailedException other(String subject, RuntimeException e) {
    if (AwsFailures.isSilence(e)) {
      return new CommandFailedException(
          ExitCode.UNREACHABLE,
          subject + "no answer: " + AwsFailures.words(e),
          List.of("check the network; trying again is safe"),
          e);
    }
    String hint = "check " + files.placeOf(profile, kind());
    return e instanceof AwsServiceException said
        ? refused(subject + AwsFailures.code(said) + ": " + AwsFailures.text(said), e, hint)
        : refused(subject + AwsFailures.words(e), e, hint);
  }

  private static CommandFailedException refused(String message, Exception cause, String... hints) {
    return new CommandFailedException(
        ExitCode.REFUSED, message, new ArrayList<>(List.of(hints)), cause);
  }
}
