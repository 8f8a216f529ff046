package dev.sealedbid.buyer.verify;

import dev.sealedbid.cli.Console;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.verify.TrustedMeasurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the verification of a receipt or a void rests on.
 *
 * @param attestations verifies documents up to the root that the user trusts
 * @param measurements the measurements that the user trusts; PCR3 may be missing under {@code
 *     --trust-terms} only, and so may all
 * @param attestedBy who vouches for the documents: {@code aws}, {@code local-root} or {@code
 *     emulator}
 * @param warning what must be said of proofs that AWS's root doesn't vouch for
 */
public record TrustBasis(
    AttestationVerifier attestations,
    Optional<TrustedMeasurements> measurements,
    String attestedBy,
    Optional<String> warning) {

  /** Whether PCR0 to PCR3 are all trusted, and not the terms' own word. */
  boolean isWhole() {
    return measurements.flatMap(TrustedMeasurements::pcr3).isPresent();
  }

  /** Whether anybody but the enclave that the user trusts would fail. */
  public boolean isProof() {
    return isWhole() && !isEmulator();
  }

  boolean isEmulator() {
    return attestedBy.equals(TrustOptions.EMULATOR);
  }

  /** The registers that are trusted rather than taken from the terms. */
  List<String> trustedRegisters() {
    List<String> registers = new ArrayList<>();
    measurements.ifPresent(
        trusted -> {
          registers.addAll(List.of("PCR0", "PCR1", "PCR2"));
          trusted.pcr3().ifPresent(pcr3 -> registers.add("PCR3"));
        });
    return registers;
  }

  /** What was found of a file whose every check passed. */
  String finding(String file) {
    if (isEmulator()) {
      return file + " verifies, but only as an EMULATOR's: it proves nothing";
    }
    return isWhole()
        ? file + " verifies"
        : file + " agrees with its own terms; who made it is NOT verified (--trust-terms)";
  }

  /** Says where it rests on little. */
  public void warn(Console console) {
    warning.ifPresent(console::warn);
    if (!isWhole()) {
      console.warn(
          measurements.isPresent()
              ? "--trust-terms: PCR3 is the terms' own. The image is public, and whoever runs it"
                  + " could have made this: compare PCR3 with that of the auctioneer's role"
              : "--trust-terms: PCR0 to PCR3 are the terms' own, and anybody's program may have"
                  + " made this: compare them with those of the image and the role that you trust");
    }
  }
}
