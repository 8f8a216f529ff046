package dev.sealedbid.protocol;

import com.amazonaws.encryptionsdk.CryptoResult;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.protocol.SheetOpeningException.Meaning;
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
    WatchedDecrypt watched = new WatchedDecrypt(kms);
    byte[] plaintext;
    try {
      CryptoResult<byte[], ?> result =
          sdk.crypto()
              .decryptData(
                  sdk.keyring(watched, expected.keyArn()),
                  ciphertext,
                  header.context().encryptionContext());
      plaintext = result.getResult();
    } catch (RuntimeException e) {
      throw meaning(watched);
    }
    if (!watched.answered() || plaintext.length != expected.sheetLength()) {
      throw new SheetOpeningException(Meaning.INVALID, NOT_AUTHENTIC);
    }
    return plaintext;
  }

  /**
   * Only KMS's own refusal speaks of keys and credentials. A message that fails although KMS gave
   * its data key, or before KMS was asked at all, fails by its own bytes, which nothing outside can
   * change.
   */
  private static SheetOpeningException meaning(WatchedDecrypt watched) {
    RuntimeException failure = watched.failure();
    return failure == null
        ? new SheetOpeningException(Meaning.INVALID, NOT_AUTHENTIC)
        : KmsAnswer.meaning(failure);
  }
}
