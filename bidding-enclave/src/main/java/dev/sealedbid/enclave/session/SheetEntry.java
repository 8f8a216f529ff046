package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Sha384;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One acknowledged sheet. The ciphertext itself is kept only while it is the next of its buyer's
 * sheets to be opened. Guarded by its session's lock.
 */
final class SheetEntry {
  /** Highest revision first; of equal ones the greater SHA-384. */
  static final Comparator<SheetEntry> FIRST_TO_COUNT =
      Comparator.<SheetEntry>comparingLong(entry -> entry.revision)
          .thenComparing(entry -> entry.sha384)
          .reversed();

  final Sha384 sha384;
  final String buyerId;
  final long revision;
  final long sequence;
  final Instant receivedAt;
  final int length;

  /** Whether the parent has shown, after the freeze, that it still has the sheet. */
  boolean presented;

  /** KMS's or our code once the sheet is known not to be authentic; for ever. */
  @Nullable String invalid;

  byte @Nullable [] ciphertext;

  SheetEntry(
      Sha384 sha384, String buyerId, long revision, long sequence, Instant receivedAt, int length) {
    this.sha384 = sha384;
    this.buyerId = buyerId;
    this.revision = revision;
    this.sequence = sequence;
    this.receivedAt = receivedAt;
    this.length = length;
  }
}
