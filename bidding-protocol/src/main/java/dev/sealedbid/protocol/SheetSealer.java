package dev.sealedbid.protocol;

import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.sheet.BidSheet;
import java.util.Arrays;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Seals bid sheets under one KMS key. The result always passes {@link SheetHeader#check}. Safe for
 * use by several threads if the client is.
 */
public final class SheetSealer {
  private final KmsClient kms;
  private final String keyArn;
  private final EncryptionSdk sdk = new EncryptionSdk();

  /**
   * A sealer.
   *
   * @param kms makes the one GenerateDataKey call for each sheet; stays the caller's to close
   * @param keyArn the buyer's sheet key, as an ARN (never an alias)
   */
  public SheetSealer(KmsClient kms, String keyArn) {
    this.kms = kms;
    this.keyArn = keyArn;
  }

  /**
   * Seals a sheet: one call of {@code kms:GenerateDataKey} with the whole context. Exceptions of
   * the client are passed on as the Encryption SDK wraps them.
   */
  public SealedSheet seal(BidSheet sheet, SheetContext context) {
    byte[] plaintext = sheet.encode();
    KeptDataKey kept = new KeptDataKey(kms);
    try {
      byte[] ciphertext =
          sdk.crypto()
              .encryptData(sdk.keyring(kept, keyArn), plaintext, context.encryptionContext())
              .getResult();
      ExpectedSheet expected =
          new ExpectedSheet(
              context.purpose(),
              context.auctionId(),
              context.sessionId(),
              context.termsSha384(),
              context.buyerId(),
              keyArn,
              plaintext.length);
      SheetHeader.check(ciphertext, expected);
      return new SealedSheet(ciphertext, context, kept.dataKey());
    } catch (SheetRefusedException e) {
      throw new IllegalStateException("the Encryption SDK wrote a sheet that nobody would take", e);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
