package dev.sealedbid.nitro.kms;

import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A recipient key with an attestation document for it that KMS accepts.
 *
 * <p>KMS takes documents of up to five minutes; one document serves any number of calls. Guarantee:
 * {@link #document} never gives one that is older than the maximum age, and asks the NSM once
 * however many threads need a new one at the same time.
 */
public final class RecipientAttestation {
  /** The most that a document may age here: a minute less than KMS allows. */
  public static final Duration LONGEST_MAX_AGE = Duration.ofMinutes(4);

  private final NitroSecureModule nsm;
  private final RecipientKey key;
  private final LongSupplier nanoTime;
  private final long maxAgeNanos;

  // Both guarded by "this".
  private byte @Nullable [] cached;
  private long cachedAt;

  /**
   * Asks the NSM for nothing yet.
   *
   * @param nanoTime a monotonic clock in nanoseconds, {@code System::nanoTime}
   * @param maxAge when a document is replaced: more than zero, at most {@link #LONGEST_MAX_AGE}
   * @throws IllegalArgumentException if {@code maxAge} is out of bounds
   */
  public RecipientAttestation(
      NitroSecureModule nsm, RecipientKey key, LongSupplier nanoTime, Duration maxAge) {
    if (maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(LONGEST_MAX_AGE) > 0) {
      throw new IllegalArgumentException(
          "a document is kept for more than zero and at most "
              + LONGEST_MAX_AGE
              + ", not "
              + maxAge);
    }
    this.nsm = nsm;
    this.key = key;
    this.nanoTime = nanoTime;
    this.maxAgeNanos = maxAge.toNanos();
  }

  /**
   * A document for the key, young enough for KMS.
   *
   * @throws NsmException if a new one is needed and the NSM gives none
   */
  public synchronized byte[] document() throws NsmException {
    byte[] document = cached;
    if (document == null || nanoTime.getAsLong() - cachedAt >= maxAgeNanos) {
      document = fetch();
    }
    return document.clone();
  }

  /**
   * Replaces the document by a fresh one.
   *
   * @throws NsmException if the NSM gives none; the next call of {@link #document} asks again
   */
  public synchronized void refresh() throws NsmException {
    fetch();
  }

  /** A document younger than one that KMS refused: another thread may have fetched it already. */
  synchronized byte[] documentAfter(byte[] refused) throws NsmException {
    if (Arrays.equals(cached, refused)) {
      fetch();
    }
    return document();
  }

  byte[] unwrap(byte[] ciphertextForRecipient) throws CiphertextForRecipientException {
    return key.unwrap(ciphertextForRecipient);
  }

  private byte[] fetch() throws NsmException {
    cached = null;
    // The age counts from before the question: the document can only be younger.
    long asked = nanoTime.getAsLong();
    byte[] document = nsm.attest(AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
    cached = document;
    cachedAt = asked;
    return document;
  }
}
