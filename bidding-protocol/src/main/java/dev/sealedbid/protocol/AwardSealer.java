package dev.sealedbid.protocol;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.award.Award;
import dev.sealedbid.core.award.Awards;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.TermsDocument;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Seals the awards of a decision, one message for each award key of the terms, winners and losers
 * alike. Needs no call to anybody, so nothing about the winners shows before the outcome does; and
 * the length of a message follows from the terms alone. Safe for use by several threads.
 *
 * <p>Encryption SDK message of suite 0x0478 with one data key, encrypted with RSAES-OAEP-SHA-256 to
 * the recipient's award key, and the whole encryption context {@code purpose} = {@code award},
 * {@code auction-id}, {@code session-id}, {@code terms-sha384}, {@code buyer-id} = recipient.
 */
public final class AwardSealer {
  private final EncryptionSdk sdk = new EncryptionSdk();

  /**
   * Seals all awards, one after the other.
   *
   * @param decision whose prices must not have been closed
   * @return one message for each award key, in buyer order, the seller's last; none unless the
   *     terms' disclosure is SEALED_AWARD
   */
  public List<AwardMessage> seal(TermsDocument terms, SessionId session, Decision decision) {
    Batch batch = batch(terms, session, decision);
    return batch.recipients().stream().map(batch::seal).toList();
  }

  /** The same, one recipient at a time: for thousands of them, several threads share the work. */
  public Batch batch(TermsDocument terms, SessionId session, Decision decision) {
    return new Batch(sdk, terms, session, decision);
  }

  /** The awards of one decision. Safe for use by several threads. */
  public static final class Batch {
    private final EncryptionSdk sdk;
    private final TermsDocument terms;
    private final SessionId session;
    private final Awards awards;
    private final Map<String, AwardKey> keys;

    private Batch(EncryptionSdk sdk, TermsDocument terms, SessionId session, Decision decision) {
      this.sdk = sdk;
      this.terms = terms;
      this.session = session;
      this.awards = new Awards(decision);
      this.keys = terms.terms().awardKeys();
    }

    /** Who gets an award, in the order of the outcome's digests. */
    public List<String> recipients() {
      return List.copyOf(keys.keySet());
    }

    /**
     * Seals one award.
     *
     * @throws IllegalArgumentException if it isn't one of {@link #recipients}
     */
    public AwardMessage seal(String recipient) {
      AwardKey key = keys.get(recipient);
      if (key == null) {
        throw new IllegalArgumentException(recipient + " has no award key");
      }
      try (Award award = awards.award(recipient)) {
        byte[] plaintext = award.encode();
        try {
          return new AwardMessage(recipient, encrypt(recipient, key, plaintext));
        } finally {
          Arrays.fill(plaintext, (byte) 0);
        }
      }
    }

    private byte[] encrypt(String recipient, AwardKey key, byte[] plaintext) {
      AwardContext context =
          new AwardContext(terms.terms().id(), session, terms.sha384(), recipient);
      return sdk.crypto()
          .encryptData(
              sdk.awardKeyrings().sealing(recipient, key), plaintext, context.encryptionContext())
          .getResult();
    }
  }
}
