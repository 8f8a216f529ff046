package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.verify.TrustedMeasurements;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the user trusts when it verifies what was attested at some time; a picocli mixin. Nothing is
 * taken as verified by default: whoever names no measurements gets no success.
 */
public final class ArchiveTrust {
  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--trust-terms",
      description =
          "Take those of PCR0 to PCR3 that you don't name from the terms in the file. Anybody can"
              + " make a file that passes this: the JSON says \"verified\": false, beside what was"
              + " checked.")
  private boolean trustTerms;

  /**
   * What verification rests on.
   *
   * @throws CommandFailedException VERIFICATION_FAILED unless PCR0 to PCR3 are all named or {@code
   *     --trust-terms} is given; USAGE if that isn't used
   */
  public TrustBasis basis(Context context) {
    Optional<TrustedMeasurements> measurements = trust.optional(context);
    TrustBasis basis =
        new TrustBasis(trust.verifier(context), measurements, trust.attestedBy(), trust.warning());
    if (trustTerms && basis.isWhole()) {
      throw CommandFailedException.usage(
          "--trust-terms isn't used: PCR0 to PCR3 are all named", "leave it out");
    }
    if (!trustTerms && !basis.isWhole()) {
      throw measurements.isPresent() ? withoutRole() : withoutImage();
    }
    return basis;
  }

  private static CommandFailedException withoutImage() {
    return CommandFailedException.unverified(
        "nothing says which enclave you trust, so nothing can be verified",
        "pass --measurements FILE: PCR0 to PCR2 of an image that you measured (buyer-cli image"
            + " measure), or of the release; and --auctioneer-role ARN unless PCR3 stands there",
        "--trust-terms takes them from the terms in the file, and proves nothing");
  }

  private static CommandFailedException withoutRole() {
    return CommandFailedException.unverified(
        "nothing says which auctioneer's enclave you trust: PCR3 isn't among the measurements, and"
            + " anyone may run the image",
        "pass --auctioneer-role ARN, or put PCR3 into the measurements file",
        "--trust-terms takes it from the terms in the file, and proves nothing");
  }
}
