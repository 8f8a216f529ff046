package dev.sealedbid.local.kms;

import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Believes documents that verify to a trusted root, are five minutes old at most and carry an
 * RSA-2048 key. The nonce and the user data aren't looked at, as by AWS. Thread-safe.
 *
 * <p>A document that was verified isn't verified again, for one serves a whole round; its age is
 * checked each time.
 */
public final class AttestedRecipients implements RecipientVerifier {
  /** The greatest age of a document. */
  public static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final Duration MAX_LEAD = Duration.ofMinutes(1);
  private static final int RSA_BITS = 2048;
  private static final int MAX_CACHED = 256;

  private record Verified(Instant timestamp, VerifiedRecipient recipient) {}

  private final AttestationVerifier verifier;
  private final Optional<AttestationVerifier> unsigned;
  private final Map<ByteBuffer, Verified> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Verified> eldest) {
          return size() > MAX_CACHED;
        }
      };

  /** Believes what this root vouches for. */
  public AttestedRecipients(TrustedRoot root) {
    this(root, Optional.empty());
  }

  private AttestedRecipients(TrustedRoot root, Optional<AttestationVerifier> unsigned) {
    this.verifier = new AttestationVerifier(root);
    this.unsigned = unsigned;
  }

  /**
   * Believes what this root vouches for, and the unsigned documents of QEMU's emulator, which
   * whoever reaches this KMS can make up. What a key policy demands of their PCRs is compared all
   * the same.
   */
  public static AttestedRecipients acceptingUnsignedEmulation(TrustedRoot root) {
    return new AttestedRecipients(
        root, Optional.of(AttestationVerifier.acceptingUnsignedEmulation()));
  }

  @Override
  public VerifiedRecipient verify(byte[] document, Instant now) throws RecipientRefusedException {
    ByteBuffer digest = digest(document);
    Optional<Verified> known = cached(digest);
    Verified verified = known.isPresent() ? known.get() : verifyAnew(document);
    requireFresh(verified.timestamp(), now);
    if (known.isEmpty()) {
      remember(digest, verified);
    }
    return verified.recipient();
  }

  private Verified verifyAnew(byte[] document) throws RecipientRefusedException {
    AttestationDocument attested;
    try {
      attested = verifierOf(document).verifyArchived(document).document();
    } catch (AttestationException e) {
      throw new RecipientRefusedException("it breaks the rule " + e.rule());
    }
    Map<Integer, String> pcrs = new TreeMap<>();
    for (int index : attested.pcrs().indexes()) {
      pcrs.put(index, attested.pcrs().hex(index));
    }
    RSAPublicKey key = rsaKey(attested.publicKey());
    return new Verified(
        attested.timestamp(), new VerifiedRecipient(attested.moduleId(), pcrs, key));
  }

  private AttestationVerifier verifierOf(byte[] document) {
    if (unsigned.isEmpty()) {
      return verifier;
    }
    try {
      AttestationDocument.parseUnsignedEmulation(document);
      return unsigned.get();
    } catch (AttestationException e) {
      return verifier; // which says what is wrong
    }
  }

  private static RSAPublicKey rsaKey(Optional<byte[]> encoded) throws RecipientRefusedException {
    if (encoded.isEmpty()) {
      throw new RecipientRefusedException("it carries no public key");
    }
    try {
      RSAPublicKey key =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded.get()));
      if (key.getModulus().bitLength() == RSA_BITS) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      // Falls through to the one answer for every key that isn't right.
    }
    throw new RecipientRefusedException("its public key is not an RSA key of 2048 bits");
  }

  private static void requireFresh(Instant timestamp, Instant now)
      throws RecipientRefusedException {
    if (timestamp.plus(MAX_AGE).isBefore(now)) {
      throw new RecipientRefusedException("it is older than five minutes");
    }
    if (timestamp.isAfter(now.plus(MAX_LEAD))) {
      throw new RecipientRefusedException("it is of the future");
    }
  }

  private synchronized Optional<Verified> cached(ByteBuffer digest) {
    return Optional.ofNullable(cache.get(digest));
  }

  private synchronized void remember(ByteBuffer digest, Verified verified) {
    cache.put(digest, verified);
  }

  private static ByteBuffer digest(byte[] document) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(document));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
