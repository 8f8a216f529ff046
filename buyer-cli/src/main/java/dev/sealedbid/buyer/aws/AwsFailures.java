package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into one message and a hint. */
public final class AwsFailures {
  private AwsFailures() {}

  /**
   * Does one thing with AWS.
   *
   * @param what as in "reading the policy of key …"
   * @throws CommandFailedException REFUSED when AWS says no, UNREACHABLE when it says nothing
   */
  public static <T> T during(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failure(what, e);
    }
  }

  /** The failure that an exception of the SDK is. */
  public static CommandFailedException failure(String what, SdkException e) {
    return e instanceof AwsServiceException said ? refusal(what, said) : silence(what, e);
  }

  /** AWS's own error code, or the exception's name. */
  public static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null
        ? "HTTP status " + e.statusCode()
        : details.errorCode();
  }

  private static CommandFailedException refusal(String what, AwsServiceException e) {
    String code = code(e);
    AwsErrorDetails details = e.awsErrorDetails();
    String text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    boolean later = e.isThrottlingException() || e.statusCode() >= 500;
    return new CommandFailedException(
        later ? ExitCode.UNREACHABLE : ExitCode.REFUSED,
        what + " was refused with " + code + (text.isBlank() ? "" : ": " + text),
        List.of(hint(code, later)),
        e);
  }

  private static String hint(String code, boolean later) {
    if (later) {
      return "trying again in a while is safe";
    }
    return switch (code.toLowerCase(Locale.ROOT)) {
      case "notfoundexception", "nosuchkey", "http status 404" ->
          "check the name, the account and the Region; nothing of that name is there";
      case "nosuchbucket" -> "create the bucket, or have the terms name the right one";
      case "kmsinvalidstateexception", "disabledexception" ->
          "the key is disabled or pending deletion: enable it, or create another";
      case "unrecognizedclientexception",
          "invalidclienttokenid",
          "expiredtokenexception",
          "expiredtoken",
          "invalidaccesskeyid",
          "signaturedoesnotmatch",
          "invalidsignatureexception" ->
          "the credentials aren't valid (any more): check --profile, or sign in again";
      default -> "check with which principal this ran (--profile) and what it is allowed";
    };
  }

  private static CommandFailedException silence(String what, SdkException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("credentials")) {
      return new CommandFailedException(
          ExitCode.REFUSED,
          what + " needs credentials, and none were found",
          List.of("name a profile with --profile, or set up the AWS credential chain"),
          e);
    }
    return new CommandFailedException(
        ExitCode.UNREACHABLE,
        what + " got no answer from AWS (" + e.getClass().getSimpleName() + ")",
        List.of("check the network, the Region and the profile's endpoints; trying again is safe"),
        e);
  }
}
