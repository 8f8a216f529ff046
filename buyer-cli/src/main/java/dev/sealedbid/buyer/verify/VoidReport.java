package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
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
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.VerifiedAttestation;
import dev.sealedbid.verify.TrustedMeasurements;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verifies void statements, and says who ended which session, when and why. */
final class VoidReport {
  private final Console console;
  private final TrustBasis trust;

  VoidReport(Console console, TrustBasis trust) {
    this.console = console;
    this.trust = trust;
  }

  /**
   * What a genuine void statement says; of the trusted enclave, as far as one is named.
   *
   * @throws CommandFailedException VERIFICATION_FAILED
   */
  VerifiedVoid verified(Path file, AttestedStatement statement) {
    try {
      VerifiedAttestation document = trust.attestations().verifyArchived(statement.attestation());
      document.requireNoPublicKey();
      document.requireUserData(
          Statement.userData(StatementType.VOID, statement.statement()).bytes());
      if (Statement.parse(StatementType.VOID, statement.statement()) instanceof VoidStatement v) {
        VerifiedVoid found = new VerifiedVoid(file, v, document.document().pcrs());
        requireTrusted(found);
        return found;
      }
      throw new IllegalStateException("a statement of another type was parsed");
    } catch (AttestationException | MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " isn't a genuine void statement: " + e.getMessage(),
          List.of(
              "a local enclave's root must be named with --root FILE",
              "without a genuine void, a session may still have an outcome"),
          e);
    }
  }

  /** Prints it and returns it for {@code --json}. */
  Map<String, Object> print(VerifiedVoid ended, List<BidFile> own) {
    VoidStatement said = ended.statement();
    console.print(trust.finding(ended.file().toString()));
    console.print("  auction      " + said.auctionId());
    console.print("  session      " + said.sessionId());
    console.print("  void since   " + said.voidedAt());
    console.print("  why          " + said.reason() + ": " + why(said.reason()));
    for (BuyerCode buyer : said.buyers()) {
      console.print("  who          " + buyer.buyerId() + " (" + buyer.code() + ")");
    }
    console.print("  attested by  " + trust.attestedBy());
    Map<String, Object> pcrs = new LinkedHashMap<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      pcrs.put("PCR" + i, ended.shown(i));
      console.print("  PCR" + i + "         " + ended.shown(i));
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
    view.put("file", ended.file().toString());
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
    view.put("attestedBy", trust.attestedBy());
    view.put("measurements", pcrs);
    view.put("measurementsAreTrusted", trust.isWhole());
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

  private void requireTrusted(VerifiedVoid ended) {
    trust
        .measurements()
        .filter(trusted -> !matches(ended, trusted))
        .ifPresent(
            trusted -> {
              throw Conflicts.notThisAuctions(ended, "the one that you trust");
            });
  }

  private static boolean matches(VerifiedVoid ended, TrustedMeasurements trusted) {
    return ended.shown(0).equals(trusted.pcr0().hex())
        && ended.shown(1).equals(trusted.pcr1().hex())
        && ended.shown(2).equals(trusted.pcr2().hex())
        && trusted.pcr3().map(pcr3 -> pcr3.hex().equals(ended.shown(3))).orElse(true);
  }
}
