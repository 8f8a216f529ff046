package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.protocol.AwardMessage;
import java.util.List;

/**
 * How many bytes of memory things hold, never too few: the sizes that {@link MemoryBudget} counts.
 * Objects' headers and references are in the constants, measured and rounded up.
 */
public final class Footprint {
  /** One acknowledged sheet without its ciphertext: entry, digest, time, places in two maps. */
  static final long SHEET = 256;

  /** A party's box. */
  private static final long PARTY = 256;

  /** A name in a list of the terms. */
  private static final long NAME = 128;

  /** The terms' bytes, and what was read from them: about as much again, and half. */
  private static final long TERMS_FACTOR = 3;

  private static final long SESSION = 4_096;

  /** The fixed parts of the outcome's JSON around names, digests and numbers. */
  private static final long JSON = 128;

  private static final long DIGEST = 96;

  /** An award message in memory, beside its bytes. */
  private static final long AWARD_OBJECT = 128;

  /** An award message is at most one block longer than a sheet, with key, context and header. */
  private static final long AWARD = AWARD_OBJECT + Limits.SHEET_BLOCK + 2_048;

  private Footprint() {}

  /** Terms of that many bytes, before anybody has read them. */
  public static long terms(int length) {
    return SESSION + TERMS_FACTOR * length;
  }

  /** What is known of a session's size only once its terms are read. */
  static long session(Terms terms) {
    long names = 0;
    for (Lot lot : terms.lots()) {
      names += lot.admitted().map(admitted -> admitted.size()).orElse(0);
    }
    return terms.parties().size() * PARTY + names * NAME;
  }

  /** A sheet that is to be opened: its ciphertext first, then what was in it, which is less. */
  static long opening(int ciphertextLength) {
    return ciphertextLength + 128L;
  }

  /**
   * The longest outcome that can come of a round.
   *
   * @param parties of whom a sheet was acknowledged
   * @param sheets acknowledged
   */
  static long outcome(Terms terms, int parties, int sheets) {
    long winners = 0;
    for (Lot lot : terms.lots()) {
      winners += JSON + Identifiers.MAX_LENGTH + Math.min(lot.units(), parties) * 66L;
    }
    long results =
        terms.parties().size() * (JSON + Identifiers.MAX_LENGTH + DIGEST + Limits.MAX_CODE_LENGTH);
    long acknowledged = sheets * (JSON + Identifiers.MAX_LENGTH + DIGEST);
    int recipients = terms.awardKeys().size();
    long digests = recipients * (JSON + Identifiers.MAX_LENGTH + DIGEST);
    long longest = JSON * 4 + winners + results + acknowledged + digests;
    return SESSION
        + Math.min(longest, Limits.MAX_STATEMENT_LENGTH)
        + Limits.MAX_ATTESTATION_LENGTH
        + recipients * (AWARD + terms.sheetLength());
  }

  /** An end that is remembered, with its document and its awards. */
  public static long end(int statementLength, List<AwardMessage> awards) {
    long messages = awards.size() * AWARD_OBJECT;
    for (AwardMessage award : awards) {
      messages += award.message().length;
    }
    return SESSION + statementLength + Limits.MAX_ATTESTATION_LENGTH + messages;
  }
}
