package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.PlainText;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what callers write before any of it becomes a key, a frame or a log line. */
final class Inputs {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html: up to 1,024 bytes
  private static final Pattern VERSION = Pattern.compile("[\\x21-\\x7e]{1,1024}");
  private static final int MAX_REASON_LENGTH = 200;

  private Inputs() {}

  static String id(@Nullable String text, String what) {
    if (text == null || !Identifiers.isValid(text)) {
      throw malformed(what + " must be 1 to 63 of a-z, 0-9 and -, and not begin with -");
    }
    return text;
  }

  static SessionId session(String text) {
    try {
      return SessionId.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed("a session id is 64 lower-case hexadecimal digits");
    }
  }

  static Sha384 sha384(@Nullable String text) {
    try {
      return Sha384.parse(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw malformed("sha384 must be 96 lower-case hexadecimal digits");
    }
  }

  static Optional<String> versionId(@Nullable String text) {
    if (text != null && !VERSION.matcher(text).matches()) {
      throw malformed("versionId must be 1 to 1,024 printable ASCII characters");
    }
    return Optional.ofNullable(text);
  }

  /**
   * The auctioneer's words for a void; blank ones say nothing. They go into the log as one line.
   */
  static Optional<String> reason(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (text.length() > MAX_REASON_LENGTH) {
      throw malformed("reason has at most " + MAX_REASON_LENGTH + " characters");
    }
    if (!PlainText.isPlain(text)) {
      throw malformed(
          "reason is one line, without control characters or characters that can't be" + " seen");
    }
    return Optional.of(text);
  }

  static byte[] nonce(@Nullable String text, Base64.Decoder decoder, String encoding) {
    byte[] nonce = decoded(text == null ? "" : text, decoder, encoding);
    if (nonce.length < Limits.MIN_NONCE || nonce.length > Limits.MAX_NONCE) {
      throw malformed(
          "nonce must be "
              + Limits.MIN_NONCE
              + " to "
              + Limits.MAX_NONCE
              + " bytes in "
              + encoding);
    }
    return nonce;
  }

  private static byte[] decoded(String text, Base64.Decoder decoder, String encoding) {
    try {
      return decoder.decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed("nonce isn't " + encoding);
    }
  }

  private static ProblemException malformed(String what) {
    return ProblemException.of(
        ParentCode.MALFORMED_REQUEST,
        Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".");
  }
}
