package dev.sealedbid.core.sealed;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form of a sealed sheet, checked without a key. A ciphertext passes only if it is the one
 * canonical encoding of an Encryption SDK message of suite 0x0478 with exactly the expected
 * encryption context, one data key encrypted under the expected KMS key, frame length 8192 and a
 * single final frame of exactly the auction's sheet length, with nothing behind it. So the SHA-384
 * of a sheet that passes is its identity: no second byte string decrypts to the same message.
 *
 * <p>Format: AWS Encryption SDK Developer Guide, "AWS Encryption SDK message format reference",
 * version 2. The bytes are read by a strict reader of our own rather than by the SDK, because the
 * SDK accepts encodings that we must not (any sequence number in the final frame, any order of the
 * context's pairs) and allocates what a header asks for.
 */
public final class SheetHeader {
  /** The Encryption SDK's frame length for a sheet; longer than any sheet. */
  public static final int FRAME_LENGTH = MessageFormat.FRAME_LENGTH;

  private final SheetContext context;
  private final Sha384 sha384;

  private SheetHeader(SheetContext context, Sha384 sha384) {
    this.context = context;
    this.sha384 = sha384;
  }

  /**
   * Checks a ciphertext.
   *
   * @throws SheetRefusedException with the code that says what doesn't fit
   */
  public static SheetHeader check(byte[] ciphertext, ExpectedSheet expected)
      throws SheetRefusedException {
    if (ciphertext.length > Limits.MAX_CIPHERTEXT_LENGTH) {
      throw new SheetRefusedException(
          ErrorCode.SHEET_TOO_LARGE,
          "a sealed sheet has at most " + Limits.MAX_CIPHERTEXT_LENGTH + " bytes");
    }
    MessageReader reader = new MessageReader(ciphertext);
    reader.expect("version", new byte[] {MessageFormat.VERSION});
    reader.expect("algorithm suite", MessageFormat.suite());
    reader.skip("message id", MessageFormat.MESSAGE_ID_LENGTH);
    Map<String, String> pairs = reader.encryptionContext();
    reader.expect("number of encrypted data keys", new byte[] {0, 1});
    String provider = reader.shortText("key provider");
    String keyArn = reader.shortText("key ARN");
    int encryptedKey = reader.shortLength("encrypted data key");
    reader.skip("encrypted data key", encryptedKey);
    reader.expect("content type", new byte[] {MessageFormat.FRAMED});
    reader.expectInt("frame length", MessageFormat.FRAME_LENGTH);
    reader.skip("commitment", MessageFormat.COMMITMENT_LENGTH);
    reader.skip("header tag", MessageFormat.TAG_LENGTH);
    reader.expectInt("final frame marker", MessageFormat.FINAL_FRAME);
    reader.expectInt("sequence number", 1);
    reader.skip("nonce", MessageFormat.NONCE_LENGTH);
    reader.expectInt("content length", expected.sheetLength());
    reader.skip("content", expected.sheetLength());
    reader.skip("content tag", MessageFormat.TAG_LENGTH);
    reader.expectEnd();

    if (!provider.equals(MessageFormat.KMS_PROVIDER) || !keyArn.equals(expected.keyArn())) {
      throw new SheetRefusedException(
          ErrorCode.SHEET_WRONG_KEY, "the sheet is not sealed under the buyer's key of the terms");
    }
    if (encryptedKey < 1 || encryptedKey > MessageFormat.MAX_ENCRYPTED_KEY_LENGTH) {
      throw new SheetRefusedException(
          ErrorCode.SHEET_MALFORMED, "the encrypted data key has an impossible length");
    }
    SheetContext context = expected.context(revision(pairs));
    if (!pairs.equals(context.encryptionContext())) {
      throw new SheetRefusedException(
          ErrorCode.SHEET_WRONG_CONTEXT,
          "the sheet is sealed for another auction, session, terms, buyer or purpose");
    }
    return new SheetHeader(context, Sha384.of(ciphertext));
  }

  /**
   * The encryption context that a ciphertext claims, for saying what is wrong with a sheet; nothing
   * is checked but the form of the context itself.
   *
   * @throws SheetRefusedException if no context can be read
   */
  public static Map<String, String> claimedContext(byte[] ciphertext) throws SheetRefusedException {
    if (ciphertext.length > Limits.MAX_CIPHERTEXT_LENGTH) {
      throw new SheetRefusedException(ErrorCode.SHEET_TOO_LARGE, "the sealed sheet is too large");
    }
    MessageReader reader = new MessageReader(ciphertext);
    reader.expect("version", new byte[] {MessageFormat.VERSION});
    reader.expect("algorithm suite", MessageFormat.suite());
    reader.skip("message id", MessageFormat.MESSAGE_ID_LENGTH);
    return new TreeMap<>(reader.encryptionContext());
  }

  /** Where the sheet counts. */
  public SheetContext context() {
    return context;
  }

  /** The sheet's revision, as its header says; authentic only once the sheet has been opened. */
  public long revision() {
    return context.revision();
  }

  /** The sheet's identity. */
  public Sha384 sha384() {
    return sha384;
  }

  private static long revision(Map<String, String> pairs) throws SheetRefusedException {
    String text = pairs.getOrDefault(SheetContext.REVISION, "");
    if (text.matches("[1-9][0-9]{0,18}")) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException tooLarge) {
        // Nineteen digits can exceed 2^63-1: said below.
      }
    }
    throw new SheetRefusedException(
        ErrorCode.SHEET_WRONG_CONTEXT, "the sheet's revision is not a number from 1 to 2^63-1");
  }
}
