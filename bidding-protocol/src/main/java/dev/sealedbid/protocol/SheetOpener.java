package dev.sealedbid.protocol;

import com.amazonaws.encryptionsdk.CryptoResult;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.protocol.SheetOpeningException.Meaning;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Opens sealed sheets. Makes at most one call of {@code kms:Decrypt} for a sheet, and none for one
 * whose form is wrong. Safe for use by several threads.
 */
public final class SheetOpener {
  /** Code of a sheet whose data key KMS gave but whose message doesn't authenticate under it. */
  public static final String NOT_AUTHENTIC = "NotAuthentic";

  private final EncryptionSdk sdk = new EncryptionSdk();

  /**
   * Opens one sheet.
   *
   * @param kms answers Decrypt with the plaintext data key: in the enclave an attested client
   * @param ciphertext the sealed sheet
   * @param expected what it must be
   * @return the plaintext, exactly {@link ExpectedSheet#sheetLength()} bytes, which the caller
   *     wipes
   * @throws SheetRefusedException if the form is wrong; KMS wasn't asked
   * @throws SheetOpeningException with what the failure means
   */
  public byte[] open(KmsClient kms, byte[] ciphertext, ExpectedSheet expected)
      throws SheetRefusedException, SheetOpeningException {
    SheetHeader header = SheetHeader.check(ciphertext, expected);
    return decrypt(kms, ciphertext, expected, header.context());
  }

  /**
   * Behind the check of the form; by itself it holds the message to suite, key and context, too.
   */
  byte[] decrypt(KmsClient kms, byte[] ciphertext, ExpectedSheet expected, SheetContext context)
      throws SheetOpeningException {
    SheetMasterKey key = new SheetMasterKey(kms, expected, context);
    byte[] plaintext;
    try {
      CryptoResult<byte[], SheetMasterKey> result = sdk.crypto().decryptData(key, ciphertext);
      plaintext = result.getResult();
    } catch (RuntimeException e) {
      throw meaning(key);
    }
    if (!key.answered() || plaintext.length != expected.sheetLength()) {
      throw new SheetOpeningException(Meaning.INVALID, NOT_AUTHENTIC);
    }
    return plaintext;
  }

  /**
   * Only KMS's own refusal speaks of keys and credentials. A message that fails although KMS gave
   * its data key, or before KMS was asked at all, fails by its own bytes, which nothing outside can
   * change.
   */
  private static SheetOpeningException meaning(SheetMasterKey key) {
    @Nullable RuntimeException failure = key.failure();
    return failure == null
        ? new SheetOpeningException(Meaning.INVALID, NOT_AUTHENTIC)
        : KmsAnswer.meaning(failure);
  }
}
