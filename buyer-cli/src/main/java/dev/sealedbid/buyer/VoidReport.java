package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.VerifiedAttestation;
import dev.sealedbid.protocol.TrustedMeasurements;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies void statements, and says who ended which session, when and why. */
final class VoidReport {
  private final Console console;
  private final AttestationVerifier attestations;
  private final Optional<TrustedMeasurements> trusted;

  VoidReport(
      Console console, AttestationVerifier attestations, Optional<TrustedMeasurements> trusted) {
    this.console = console;
    this.attestations = attestations;
    this.trusted = trusted;
  }

  /**
   * What a genuine void statement of the trusted enclave says.
   *
   * @throws CommandFailedException VERIFICATION_FAILED
   */
  VoidStatement verified(Path file, AttestedStatement statement) {
    try {
      VerifiedAttestation document = attestations.verifyArchived(statement.attestation());
      if (trusted.isPresent()) {
        document.requireMeasurements(pcrs(trusted.get()));
      }
      document.requireNoPublicKey();
      document.requireUserData(
          Statement.userData(StatementType.VOID, statement.statement()).bytes());
      if (Statement.parse(StatementType.VOID, statement.statement()) instanceof VoidStatement v) {
        return v;
      }
      throw new IllegalStateException("a statement of another type was parsed");
    } catch (AttestationException | MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " isn't a void statement of the enclave that you trust: " + e.getMessage(),
          List.of(
              "a local enclave's root must be named with --root FILE",
              "without a genuine void, a session may still have an outcome"),
          e);
    }
  }

  /** Prints it and returns it for {@code --json}. */
  Map<String, Object> print(Path file, VoidStatement said, List<BidFile> own) {
    console.print(file + " verifies");
    console.print("  auction      " + said.auctionId());
    console.print("  session      " + said.sessionId());
    console.print("  void since   " + said.voidedAt());
    console.print("  why          " + said.reason() + ": " + why(said.reason()));
    for (BuyerCode buyer : said.buyers()) {
      console.print("  who          " + buyer.buyerId() + " (" + buyer.code() + ")");
    }
    for (BidFile mine : own) {
      if (mine.sessionId().equals(said.sessionId())) {
        requireSameTerms(mine, said);
        console.print(
            "  your sheets  of this session were wiped unopened or undecided; no outcome of it will"
                + " ever exist");
      }
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", file.toString());
    view.put("auctionId", said.auctionId());
    view.put("sessionId", said.sessionId().hex());
    view.put("termsSha384", said.termsSha384().hex());
    view.put("voidedAt", said.voidedAt().toString());
    view.put("reason", said.reason().name());
    view.put(
        "buyers",
        said.buyers().stream()
            .map(buyer -> Map.of("buyerId", buyer.buyerId(), "code", buyer.code()))
            .toList());
    return view;
  }

  static String why(VoidReason reason) {
    return switch (reason) {
      case REQUESTED -> "the auctioneer asked for it";
      case RESOLVE_BY_PASSED ->
          "there was no outcome in time; those named stopped the last round with that code";
      case REQUIRED_PARTY_MISSING -> "a required party has no authentic sheet";
      case KEY_GONE -> "a key was gone, and the terms say that this stops the auction";
    };
  }

  private static void requireSameTerms(BidFile mine, VoidStatement said) {
    if (!mine.termsSha384().equals(said.termsSha384())
        || !mine.auctionId().equals(said.auctionId())) {
      throw CommandFailedException.unverified(
          "the void is of other terms than your bid file, though of the same session",
          "keep both files: no genuine enclave makes such a pair");
    }
  }

  private static Pcrs pcrs(TrustedMeasurements trusted) {
    Map<Integer, byte[]> values = new HashMap<>();
    values.put(0, trusted.pcr0().bytes());
    values.put(1, trusted.pcr1().bytes());
    values.put(2, trusted.pcr2().bytes());
    trusted.pcr3().ifPresent(pcr3 -> values.put(3, pcr3.bytes()));
    return Pcrs.of(values);
  }
}
