package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.verify.StatementVerifier;
import dev.sealedbid.verify.TrustedMeasurements;
import dev.sealedbid.verify.VerificationException;
import dev.sealedbid.verify.VerifiedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An auction whose session is open and alive now in the enclave that the buyer trusts: the enclave
 * has attested the opening for this command's own nonce.
 */
public final class LiveAuction {
  private static final int NONCE_LENGTH = 32;

  private final TermsDocument document;
  private final VerifiedStatement<Opening> opening;
  private final StatementVerifier verifier;
  private final Instant fetchedAt;

  private LiveAuction(
      TermsDocument document,
      VerifiedStatement<Opening> opening,
      StatementVerifier verifier,
      Instant fetchedAt) {
    this.document = document;
    this.opening = opening;
    this.verifier = verifier;
    this.fetchedAt = fetchedAt;
  }

  /**
   * Fetches and verifies.
   *
   * @throws CommandFailedException VERIFICATION_FAILED unless all of it is as trusted, REFUSED if
   *     the auction isn't open
   */
  public static LiveAuction fetch(
      Context context,
      Console console,
      ParentClient parent,
      String auctionId,
      TrustedMeasurements trusted,
      AttestationVerifier attestations) {
    if (!Identifiers.isValid(auctionId)) {
      throw CommandFailedException.usage(
          "'" + auctionId + "' isn't an auction's id", "ids look like riverside-2026");
    }
    AuctionView view = console.during("waiting for the parent", () -> parent.auction(auctionId));
    TermsDocument document = terms(view, auctionId);
    requireTrusted(trusted, document.terms().measurements());
    requireOpen(view, document.terms(), context.now());
    byte[] nonce = new byte[NONCE_LENGTH];
    context.services().random().nextBytes(nonce);
    AttestedStatementView answer =
        console.during(
            "waiting for the enclave to attest the opening",
            () -> parent.attestOpening(auctionId, nonce));
    Instant now = context.now();
    StatementVerifier verifier = new StatementVerifier(attestations, trusted);
    try {
      VerifiedStatement<Opening> opening =
          verifier.liveOpening(attested(answer), document, nonce, now);
      if (!opening.statement().sessionId().hex().equals(view.sessionId())) {
        throw CommandFailedException.refused(
            "the auction's session changed while it was looked at", "run the command again");
      }
      return new LiveAuction(document, opening, verifier, now);
    } catch (VerificationException e) {
      throw failure("the opening doesn't verify", e);
    }
  }

  public TermsDocument document() {
    return document;
  }

  public Terms terms() {
    return document.terms();
  }

  public Opening opening() {
    return opening.statement();
  }

  /** The hypervisor's time of the live opening. */
  public Instant attestedAt() {
    return opening.attestedAt();
  }

  /** Verifies this session's other statements. */
  public StatementVerifier verifier() {
    return verifier;
  }

  /** A time that is not before the true one by more than the parent's answer took. */
  public Instant atLeast(Instant localNow) {
    Instant attested = attestedNow(localNow);
    return attested.isAfter(localNow) ? attested : localNow;
  }

  /** A time that is not after the true one, if either clock is right. */
  public Instant atMost(Instant localNow) {
    Instant attested = attestedNow(localNow);
    return attested.isBefore(localNow) ? attested : localNow;
  }

  /** The two parts as core knows them. */
  public static AttestedStatement attested(AttestedStatementView view) {
    try {
      return new AttestedStatement(view.statementBytes(), view.attestationBytes());
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent sent something that is no attested statement: " + e.getMessage(),
          List.of(),
          e);
    }
  }

  public static CommandFailedException failure(String what, VerificationException e) {
    String hint =
        switch (e.rule()) {
          case ATTESTATION ->
              "a local enclave's root must be named with --root FILE; this machine's clock must be"
                  + " right to within five minutes";
          case OTHER_ENCLAVE, UNTRUSTED_MEASUREMENTS ->
              "this isn't the enclave that you trust: don't bid, and ask the auctioneer why";
          case OTHER_SESSION, OTHER_STATEMENT ->
              "what the parent serves isn't what the enclave attests: don't bid";
          default -> "trust nothing of it";
        };
    return new CommandFailedException(
        ExitCode.VERIFICATION_FAILED,
        what + " (" + e.rule() + "): " + e.getMessage(),
        List.of(hint),
        e);
  }

  private Instant attestedNow(Instant localNow) {
    return attestedAt().plus(Duration.between(fetchedAt, localNow));
  }

  private static TermsDocument terms(AuctionView view, String auctionId) {
    try {
      TermsDocument document = TermsDocument.parse(view.termsBytes());
      if (!document.terms().id().equals(auctionId)) {
        throw CommandFailedException.unverified(
            "the parent answered with the terms of another auction, " + document.terms().id(),
            "don't bid, and ask the auctioneer why");
      }
      return document;
    } catch (InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          e.getMessage() == null ? "the terms aren't valid" : e.getMessage(),
          List.of("the parent serves terms that no enclave of this release takes"),
          e);
    }
  }

  private static void requireTrusted(TrustedMeasurements trusted, Measurements named) {
    List<String> wrong = trusted.differing(named);
    if (wrong.isEmpty()) {
      return;
    }
    throw CommandFailedException.unverified(
        "the terms name another enclave than --measurements: "
            + String.join(", ", wrong)
            + (wrong.size() == 1 ? " differs" : " differ"),
        wrong.equals(List.of("PCR3"))
            ? "the image is the trusted one, but another role's instance runs it: check"
                + " --auctioneer-role with the auctioneer"
            : "measure the image of the release that the auctioneer names; don't take measurements"
                + " from the auctioneer");
  }

  private static void requireOpen(AuctionView view, Terms terms, Instant now) {
    if (view.state() != AuctionState.OPEN) {
      throw CommandFailedException.refused(
          "auction " + terms.id() + " takes no sheets: it is " + view.state(),
          view.state() == AuctionState.RESOLVED
              ? "see the result with: buyer-cli status " + terms.id()
              : view.state() == AuctionState.SESSION_LOST
                  ? "its enclave is gone; once the auctioneer opens it again, bid again: that moves"
                      + " your key's pin to the new session (see: buyer-cli status "
                      + terms.id()
                      + ")"
                  : "wait until the auctioneer opens it again; a new session needs a new pin");
    }
    if (!now.isBefore(terms.closesAt())) {
      throw CommandFailedException.refused(
          "auction " + terms.id() + " closed at " + terms.closesAt(),
          "sheets are taken before closing only; if that lies ahead, set this machine's clock");
    }
  }
}
