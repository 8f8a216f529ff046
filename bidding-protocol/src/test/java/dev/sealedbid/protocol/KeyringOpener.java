package dev.sealedbid.protocol;

import com.amazonaws.encryptionsdk.CryptoResult;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.protocol.SheetOpeningException.Meaning;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Opens sheets with the Encryption SDK's own strict KMS keyring, one made for each: what {@link
 * SheetOpener} did before, and is compared with.
 */
final class KeyringOpener {
  private final EncryptionSdk sdk = new EncryptionSdk();

  byte[] decrypt(KmsClient kms, byte[] ciphertext, ExpectedSheet expected, SheetContext context)
      throws SheetOpeningException {
    WatchedDecrypt watched = new WatchedDecrypt(kms);
    byte[] plaintext;
    try {
      CryptoResult<byte[], ?> result =
          sdk.crypto()
              .decryptData(
                  sdk.keyring(watched, expected.keyArn()), ciphertext, context.encryptionContext());
      plaintext = result.getResult();
    } catch (RuntimeException e) {
      @Nullable RuntimeException failure = watched.failure();
      throw failure == null
          ? new SheetOpeningException(Meaning.INVALID, SheetOpener.NOT_AUTHENTIC)
          : KmsAnswer.meaning(failure);
    }
    if (!watched.answered() || plaintext.length != expected.sheetLength()) {
      throw new SheetOpeningException(Meaning.INVALID, SheetOpener.NOT_AUTHENTIC);
    }
    return plaintext;
  }
}
