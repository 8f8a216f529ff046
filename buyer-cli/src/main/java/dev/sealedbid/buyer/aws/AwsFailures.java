package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.http.conn.HttpHostConnectException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into one message and hints. */
public final class AwsFailures {
  private static final int LONGEST = 300;
  private static final int DEEPEST = 10;
  // The SDK's messages end in its own objects.
  private static final List<String> DUMPS =
      List.of(": ProfileFile(", " AwsCredentialsProviderChain(");

  private AwsFailures() {}

  /**
   * Does one thing with AWS.
   *
   * @param what as in "reading the policy of key …"
   * @throws CommandFailedException REFUSED when AWS says no, UNREACHABLE when it says nothing,
   *     USAGE when the SDK can't work with the user's configuration
   */
  public static <T> T during(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failure(what, e);
    } catch (CommandFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      // The SDK throws all kinds for a configuration that it can't use. What this program's own
      // code throws is its defect, and stays one.
      throw isOfSdk(e) ? misconfigured(what, e) : e;
    }
  }

  /** The failure that an exception of the SDK is. */
  public static CommandFailedException failure(String what, SdkException e) {
    if (e instanceof AwsServiceException said) {
      return refusal(what, said);
    }
    return isConfiguration(e) ? misconfigured(what, e) : silence(what, e);
  }

  /** AWS's own error code, or the exception's name. */
  public static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null
        ? "HTTP status " + e.statusCode()
        : details.errorCode();
  }

  /** AWS's own error text; may be empty. */
  static String text(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorMessage() == null ? "" : details.errorMessage();
  }

  /** Whether nobody answered, be it that nobody could be reached. */
  static boolean isSilence(Throwable e) {
    @Nullable Throwable cause = e;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      boolean ofFile = cause instanceof java.nio.file.FileSystemException || isOfParser(cause);
      if (ofFile || cause instanceof AwsServiceException) {
        return false;
      }
      if (cause instanceof IOException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** The words of the innermost exception that has some, on one line. */
  static String words(Throwable e) {
    String words = e.getClass().getSimpleName();
    @Nullable Throwable cause = e;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      String said = Objects.toString(cause.getMessage(), "");
      if (isOfParser(cause)) {
        return "it isn't JSON";
      }
      if (!said.isBlank()) {
        words = named(cause) + said;
      }
      if (cause instanceof HttpHostConnectException) {
        break; // It names the host; what is inside doesn't.
      }
      cause = cause.getCause();
    }
    return line(words);
  }

  // A parser repeats what it can't parse, which may be a secret.
  private static boolean isOfParser(Throwable e) {
    return e.getClass().getName().startsWith("software.amazon.awssdk.thirdparty.jackson");
  }

  // These say a name and no more.
  private static String named(Throwable e) {
    if (e instanceof java.net.UnknownHostException) {
      return "unknown host ";
    }
    return e instanceof java.nio.file.NoSuchFileException ? "there is no file " : "";
  }

  /** The first line of a text, not too long, without a full stop. */
  static String line(String text) {
    String line = text.strip().lines().findFirst().orElse("").strip();
    for (String dump : DUMPS) {
      line = line.contains(dump) ? line.substring(0, line.indexOf(dump)) : line;
    }
    line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  private static boolean isConfiguration(SdkException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("Invalid Configuration")
        || text.contains("invalid URI")
        || text.contains("An invalid URI")
        || text.contains("must be configured");
  }

  private static boolean isOfSdk(RuntimeException e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      String name = frame.getClassName();
      if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
        return name.startsWith("software.amazon.awssdk.") || name.startsWith("org.apache.http.");
      }
    }
    return false;
  }

  private static CommandFailedException misconfigured(String what, RuntimeException e) {
    return new CommandFailedException(
        ExitCode.USAGE,
        what + " can't be done with this AWS configuration: " + words(e),
        hints(e, "check the profile, the AWS_ variables and the AWS config file"),
        e);
  }

  private static CommandFailedException refusal(String what, AwsServiceException e) {
    String code = code(e);
    String text = text(e);
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
          "the credentials aren't valid (any more), or not in this Region (one that your account"
              + " must opt in to?): check --profile, or sign in again";
      default -> "check with which principal this ran (--profile) and what it is allowed";
    };
  }

  private static CommandFailedException silence(String what, SdkException e) {
    return new CommandFailedException(
        ExitCode.UNREACHABLE,
        what + " got no answer from AWS: " + words(e),
        hints(e, "check the network, the Region and the profile's endpoints; trying again is safe"),
        e);
  }

  private static List<String> hints(Throwable e, String otherwise) {
    List<String> hints = new ArrayList<>(ConfiguredBy.hints(e));
    if (e.getCause() instanceof javax.net.ssl.SSLException) {
      hints.add(
          "TLS failed: a company's own certificates must be in Java's trust store"
              + " (JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE)");
    }
    hints.add(otherwise);
    return hints;
  }
}
