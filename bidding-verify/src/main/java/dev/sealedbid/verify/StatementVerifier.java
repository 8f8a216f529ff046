package dev.sealedbid.verify;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.VerifiedAttestation;
import dev.sealedbid.verify.VerificationException.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Verifies attested statements: the terms name the measurements that the caller trusts; the
 * document is genuine up to the pinned root; its PCR0 to PCR3 are the terms'; it has no public key;
 * and its {@code user_data} is that of exactly these bytes as exactly this type. Then the statement
 * must belong to the auction, the terms and the session that the caller names.
 *
 * <p><b>Live</b> verification also demands the caller's own nonce and the present time; <b>archive
 * </b> verification holds for ever, at the document's own time. Any failure is a {@link
 * VerificationException}.
 */
public final class StatementVerifier {
  /** How far a live document's time may be from the caller's clock. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final AttestationVerifier attestations;
  private final TrustedMeasurements expected;

  /**
   * A verifier.
   *
   * @param attestations with the root that the caller trusts
   * @param expected the measurements that the caller trusts: never read from the auctioneer
   */
  public StatementVerifier(AttestationVerifier attestations, TrustedMeasurements expected) {
    this.attestations = attestations;
    this.expected = expected;
  }

  /**
   * An opening that the enclave attests now, for {@code nonce}: the session is open and alive.
   *
   * @param nonce the caller's own, at least 16 random bytes, never used before
   * @param now the caller's clock
   */
  public VerifiedStatement<Opening> liveOpening(
      AttestedStatement opening, TermsDocument terms, byte[] nonce, Instant now)
      throws VerificationException {
    requireTrusted(terms);
    return opening(opening, terms, live(opening, nonce, now));
  }

  /** An opening that was attested at some time. */
  public VerifiedStatement<Opening> archivedOpening(AttestedStatement opening, TermsDocument terms)
      throws VerificationException {
    requireTrusted(terms);
    return opening(opening, terms, archived(opening));
  }

  /** An acknowledgement of that session. */
  public VerifiedStatement<Acknowledgement> acknowledgement(
      AttestedStatement acknowledgement, TermsDocument terms, SessionId session)
      throws VerificationException {
    requireTrusted(terms);
    VerifiedAttestation document = archived(acknowledgement);
    Acknowledgement said =
        says(
            acknowledgement, document, terms, StatementType.ACKNOWLEDGEMENT, Acknowledgement.class);
    requireSession(terms, session, said.auctionId(), said.sessionId());
    if (!said.receivedAt().isBefore(terms.terms().closesAt())) {
      throw new VerificationException(
          Rule.TIMES, "acknowledged at " + said.receivedAt() + ", after closing");
    }
    return verified(said, said.receivedAt(), document, acknowledgement);
  }

  /** An outcome of that session. Whether it is possible is {@link ReceiptVerifier}'s to say. */
  public VerifiedStatement<Outcome> outcome(
      AttestedStatement outcome, TermsDocument terms, SessionId session)
      throws VerificationException {
    requireTrusted(terms);
    VerifiedAttestation document = archived(outcome);
    Outcome said = says(outcome, document, terms, StatementType.OUTCOME, Outcome.class);
    requireTerms(terms, said.termsSha384());
    requireSession(terms, session, said.auctionId(), said.sessionId());
    if (said.resolvedAt().isBefore(terms.terms().closesAt())
        || said.resolvedAt().isAfter(terms.terms().resolveBy())) {
      throw new VerificationException(
          Rule.TIMES,
          "resolved at " + said.resolvedAt() + ", not between closesAt and resolveBy of the terms");
    }
    return verified(said, said.resolvedAt(), document, outcome);
  }

  /** The void of that session: no outcome of it will ever exist. */
  public VerifiedStatement<VoidStatement> voidStatement(
      AttestedStatement statement, TermsDocument terms, SessionId session)
      throws VerificationException {
    requireTrusted(terms);
    VerifiedAttestation document = archived(statement);
    VoidStatement said = says(statement, document, terms, StatementType.VOID, VoidStatement.class);
    requireTerms(terms, said.termsSha384());
    requireSession(terms, session, said.auctionId(), said.sessionId());
    return verified(said, said.voidedAt(), document, statement);
  }

  private VerifiedStatement<Opening> opening(
      AttestedStatement opening, TermsDocument terms, VerifiedAttestation document)
      throws VerificationException {
    Opening said = says(opening, document, terms, StatementType.OPENING, Opening.class);
    requireTerms(terms, said.termsSha384());
    requireSession(terms, said.sessionId(), said.auctionId(), said.sessionId());
    if (!said.openedAt().isBefore(terms.terms().closesAt())) {
      throw new VerificationException(
          Rule.TIMES, "opened at " + said.openedAt() + ", after closing");
    }
    return verified(said, said.openedAt(), document, opening);
  }

  private void requireTrusted(TermsDocument terms) throws VerificationException {
    List<String> differing = expected.differing(terms.terms().measurements());
    if (!differing.isEmpty()) {
      throw new VerificationException(
          Rule.UNTRUSTED_MEASUREMENTS,
          "the terms name another enclave than the trusted one: "
              + String.join(", ", differing)
              + (differing.size() == 1 ? " differs" : " differ"));
    }
  }

  private VerifiedAttestation live(AttestedStatement statement, byte[] nonce, Instant now)
      throws VerificationException {
    try {
      return attestations.verifyLive(statement.attestation(), nonce, now, TOLERANCE);
    } catch (AttestationException e) {
      throw notGenuine(e);
    }
  }

  private VerifiedAttestation archived(AttestedStatement statement) throws VerificationException {
    try {
      return attestations.verifyArchived(statement.attestation());
    } catch (AttestationException e) {
      throw notGenuine(e);
    }
  }

  private static VerificationException notGenuine(AttestationException e) {
    return new VerificationException(
        Rule.ATTESTATION, "the attestation document does not verify: " + e.getMessage(), e);
  }

  private static <S extends Statement> S says(
      AttestedStatement attested,
      VerifiedAttestation verified,
      TermsDocument terms,
      StatementType type,
      Class<S> kind)
      throws VerificationException {
    AttestationDocument document = verified.document();
    requireMeasurements(document.pcrs(), terms.terms().measurements());
    if (document.publicKey().isPresent()) {
      throw new VerificationException(
          Rule.PUBLIC_KEY_PRESENT, "the document has a public key: it was made for KMS");
    }
    byte[] userData = Statement.userData(type, attested.statement()).bytes();
    Optional<byte[]> found = document.userData();
    if (found.isEmpty() || !Arrays.equals(found.get(), userData)) {
      throw new VerificationException(
          Rule.OTHER_STATEMENT, "the document does not attest these bytes as " + type);
    }
    try {
      return kind.cast(Statement.parse(type, attested.statement()));
    } catch (MalformedStatementException e) {
      throw new VerificationException(
          Rule.MALFORMED, "an attested statement that is none: " + e.getMessage(), e);
    }
  }

  private static void requireMeasurements(Pcrs pcrs, Measurements terms)
      throws VerificationException {
    for (int index = 0; index < Measurements.COUNT; index++) {
      Optional<byte[]> found = pcrs.value(index);
      if (found.isEmpty() || !Arrays.equals(found.get(), terms.pcr(index).bytes())) {
        throw new VerificationException(
            Rule.OTHER_ENCLAVE,
            "PCR"
                + index
                + " is "
                + (found.isEmpty() ? "absent" : pcrs.hex(index))
                + ", the terms name "
                + terms.pcr(index));
      }
    }
  }

  private static void requireTerms(TermsDocument terms, Sha384 found) throws VerificationException {
    if (!found.equals(terms.sha384())) {
      throw new VerificationException(
          Rule.OTHER_SESSION, "said of terms " + found + ", these are " + terms.sha384());
    }
  }

  private static void requireSession(
      TermsDocument terms, SessionId expected, String auctionId, SessionId found)
      throws VerificationException {
    if (!auctionId.equals(terms.terms().id())) {
      throw new VerificationException(
          Rule.OTHER_SESSION, "said of auction " + auctionId + ", not " + terms.terms().id());
    }
    if (!found.equals(expected)) {
      throw new VerificationException(
          Rule.OTHER_SESSION, "said of session " + found + ", not " + expected);
    }
  }

  /** What an enclave says that it did at a time can't be attested before that time. */
  private static <S extends Statement> VerifiedStatement<S> verified(
      S said, Instant saidAt, VerifiedAttestation document, AttestedStatement proof)
      throws VerificationException {
    Instant attestedAt = document.document().timestamp();
    if (saidAt.isAfter(attestedAt)) {
      throw new VerificationException(
          Rule.TIMES, "says " + saidAt + ", but was attested earlier, at " + attestedAt);
    }
    return new VerifiedStatement<>(said, attestedAt, proof);
  }
}
