package dev.sealedbid.protocol;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AwardDigest;

/** One party's award, encrypted to its award key. Not secret. */
public final class AwardMessage {
  private final String recipient;
  private final byte[] message;

  /**
   * A message.
   *
   * @param recipient a buyer, or {@code seller}
   * @param message an Encryption SDK message of at most {@link Limits#MAX_AWARD_LENGTH} bytes
   * @throws IllegalArgumentException if it is empty or longer, or the recipient no id
   */
  public AwardMessage(String recipient, byte[] message) {
    this.recipient = Identifiers.require(recipient, "recipient");
    if (message.length == 0 || message.length > Limits.MAX_AWARD_LENGTH) {
      throw new IllegalArgumentException(
          "an award message has 1 to " + Limits.MAX_AWARD_LENGTH + " bytes");
    }
    this.message = message.clone();
  }

  /** For whom it is. */
  public String recipient() {
    return recipient;
  }

  /** A copy of the Encryption SDK message. */
  public byte[] message() {
    return message.clone();
  }

  /** What the outcome says of it. */
  public AwardDigest digest() {
    return new AwardDigest(recipient, Sha384.of(message));
  }

  @Override
  public String toString() {
    return "AwardMessage[" + recipient + ", " + message.length + " bytes]";
  }
}
