package dev.sealedbid.verify;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.award.Award;
import dev.sealedbid.core.award.MalformedAwardException;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.AwardContext;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.EncryptionSdk;
import dev.sealedbid.verify.AwardRefusedException.Reason;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.cryptography.materialproviders.IKeyring;

/**
 * Opens award messages with the private half of an award key. An award that opens is the one that
 * the outcome names: its digest is checked before anything is decrypted.
 */
public final class AwardOpener implements AutoCloseable {
  private final EncryptionSdk sdk = new EncryptionSdk();
  private final @Nullable PrivateAwardKey local;
  private final @Nullable KmsClient kms;

  private AwardOpener(@Nullable PrivateAwardKey local, @Nullable KmsClient kms) {
    this.local = local;
    this.kms = kms;
  }

  /**
   * Opens with a local private key, offline.
   *
   * @param privateKeyPem RSA, PKCS#8 in PEM ({@code -----BEGIN PRIVATE KEY-----}); copied
   * @throws IllegalArgumentException if it isn't one; the message shows nothing of it
   */
  public static AwardOpener local(byte[] privateKeyPem) {
    return new AwardOpener(PrivateAwardKey.parse(privateKeyPem), null);
  }

  /**
   * Opens with the asymmetric KMS key that the terms name: one call of {@code kms:Decrypt}.
   *
   * @param kms stays the caller's to close
   */
  public static AwardOpener kms(KmsClient kms) {
    return new AwardOpener(null, kms);
  }

  /**
   * Opens an award.
   *
   * @param outcome a verified one of these terms
   * @return the prices; the caller closes them
   * @throws AwardRefusedException with the first check that fails
   */
  public Award open(AwardMessage message, TermsDocument terms, Outcome outcome)
      throws AwardRefusedException {
    String recipient = message.recipient();
    requireInOutcome(message, outcome);
    AwardKey key = terms.terms().awardKeys().get(recipient);
    if (key == null) {
      throw new AwardRefusedException(
          Reason.NO_AWARD, "the terms name no award key of " + recipient);
    }
    AwardContext context =
        new AwardContext(outcome.auctionId(), outcome.sessionId(), terms.sha384(), recipient);
    byte[] plaintext = decrypt(message, keyring(recipient, key), context);
    try {
      return Award.decode(plaintext, terms.terms().lots().size());
    } catch (MalformedAwardException e) {
      throw new AwardRefusedException(Reason.MALFORMED, "not an award: " + e.getMessage(), e);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /** Wipes the local private key. */
  @Override
  public void close() {
    if (local != null) {
      local.close();
    }
  }

  private static void requireInOutcome(AwardMessage message, Outcome outcome)
      throws AwardRefusedException {
    Optional<Sha384> expected =
        outcome.awards().stream()
            .filter(award -> award.recipient().equals(message.recipient()))
            .map(AwardDigest::sha384)
            .findFirst();
    if (expected.isEmpty()) {
      throw new AwardRefusedException(
          Reason.NO_AWARD, "the outcome has no award for " + message.recipient());
    }
    Sha384 found = message.digest().sha384();
    if (!found.equals(expected.get())) {
      throw new AwardRefusedException(
          Reason.OTHER_MESSAGE,
          "the message's SHA-384 is " + found + ", the outcome's award has " + expected.get());
    }
  }

  private IKeyring keyring(String recipient, AwardKey key) throws AwardRefusedException {
    if (kms != null) {
      String arn =
          key.kmsKey()
              .orElseThrow(
                  () ->
                      new AwardRefusedException(
                          Reason.WRONG_KEY,
                          "the terms' award key of " + recipient + " is a local key, not in KMS"))
              .arn();
      return sdk.awardKeyrings().opening(arn, kms);
    }
    if (key.kmsKey().isPresent()) {
      throw new AwardRefusedException(
          Reason.WRONG_KEY,
          "the terms' award key of " + recipient + " is in KMS: " + key.kmsKey().get());
    }
    if (local == null || !local.isPrivateHalfOf(key)) {
      throw new AwardRefusedException(
          Reason.WRONG_KEY, "the private key isn't that of the terms' award key of " + recipient);
    }
    return sdk.awardKeyrings().opening(recipient, local.pem());
  }

  private byte[] decrypt(AwardMessage message, IKeyring keyring, AwardContext context)
      throws AwardRefusedException {
    try {
      return sdk.crypto()
          .decryptData(keyring, message.message(), context.encryptionContext())
          .getResult();
    } catch (RuntimeException e) {
      throw new AwardRefusedException(
          Reason.NOT_AUTHENTIC,
          "the message doesn't decrypt as the award of " + message.recipient(),
          e);
    }
  }
}
