package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.verify.TrustedMeasurements;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the buyer trusts before the auctioneer has said anything; a picocli mixin. */
public final class TrustOptions {
  private static final Pattern ROLE =
      Pattern.compile("arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[\\w+=,.@/-]{1,576}");
  private static final int LONGEST_ROOT = 65_536;

  /** Who vouches for what an emulator attests: nobody. */
  static final String EMULATOR = "emulator";

  @Option(
      names = "--measurements",
      paramLabel = "FILE",
      description =
          "The enclave image's PCRs as nitro-cli prints them: of an image that you measured, or of"
              + " the release. Never of the auctioneer.")
  private @Nullable Path measurements;

  @Option(
      names = "--auctioneer-role",
      paramLabel = "ARN",
      description =
          "The role of the auctioneer's parent instance, which PCR3 is computed from; needed unless"
              + " the measurements file has PCR3.")
  private @Nullable String auctioneerRole;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description =
          "Another root of attestation than AWS's own, as PEM: for local enclaves only. Whoever has"
              + " its key can forge every proof.")
  private @Nullable Path root;

  @Option(
      names = "--accept-unsigned-emulator",
      description =
          "Believe the unsigned attestation documents of QEMU's emulator instead of signed ones."
              + " They prove nothing: anybody can write them. For trying out only.")
  private boolean acceptUnsignedEmulator;

  /** The measurements, with PCR3. */
  public TrustedMeasurements required(Context context) {
    TrustedMeasurements trusted =
        optional(context)
            .orElseThrow(
                () ->
                    CommandFailedException.usage(
                        "no measurements are named",
                        "pass --measurements FILE: the PCRs of the enclave image that you trust"));
    if (trusted.pcr3().isEmpty()) {
      throw CommandFailedException.usage(
          "nothing says which auctioneer's enclave is meant: PCR3 is missing",
          "pass --auctioneer-role ARN, or put PCR3 into the measurements file;"
              + " the image is public, and anyone may run it");
    }
    return trusted;
  }

  /** The measurements, if any are named; with PCR3 if it is. */
  Optional<TrustedMeasurements> optional(Context context) {
    Optional<Sha384> pcr3 = Optional.ofNullable(auctioneerRole).map(TrustOptions::pcr3);
    if (measurements == null) {
      if (pcr3.isPresent()) {
        throw CommandFailedException.usage(
            "--auctioneer-role isn't used: no image is named that the role should run",
            "pass --measurements FILE, too: the PCRs of the enclave image that you trust");
      }
      return Optional.empty();
    }
    TrustedMeasurements file = read(context, measurements);
    if (pcr3.isPresent() && file.pcr3().isPresent() && !pcr3.equals(file.pcr3())) {
      throw CommandFailedException.usage(
          "the PCR3 of the measurements file isn't that of --auctioneer-role",
          "PCR3 is SHA-384 of 48 zero bytes and the instance role's ARN; leave out what is wrong");
    }
    return Optional.of(
        new TrustedMeasurements(file.pcr0(), file.pcr1(), file.pcr2(), file.pcr3().or(() -> pcr3)));
  }

  /** Verifies documents against AWS's root, or what is named instead. */
  public AttestationVerifier verifier(Context context) {
    if (acceptUnsignedEmulator) {
      if (root != null) {
        throw CommandFailedException.usage(
            "--root and --accept-unsigned-emulator contradict each other",
            "an emulator signs nothing, so there is no root to check it by; name one of the two");
      }
      return AttestationVerifier.acceptingUnsignedEmulation();
    }
    if (root == null) {
      return new AttestationVerifier(TrustedRoot.awsNitroEnclavesG1());
    }
    byte[] pem = InputFile.read(context.terminal(), root, LONGEST_ROOT, "the root");
    try {
      return new AttestationVerifier(
          TrustedRoot.ofCertificatePem(new String(pem, StandardCharsets.ISO_8859_1)));
    } catch (CertificateException e) {
      throw CommandFailedException.usage(
          "--root " + root + " isn't one certificate in PEM",
          "it begins with -----BEGIN CERTIFICATE-----");
    }
  }

  /** What must be said of proofs that AWS's root doesn't vouch for. */
  public Optional<String> warning() {
    if (acceptUnsignedEmulator) {
      return Optional.of(
          "attested by an EMULATOR, which signs nothing: this PROVES NOTHING, anybody can write"
              + " such a document; fit for trying out only");
    }
    return root == null
        ? Optional.empty()
        : Optional.of(
            "attestation is verified against the root of --root, not against AWS's: fit for trying"
                + " out only");
  }

  /** Who vouches for what was verified. */
  String attestedBy() {
    return acceptUnsignedEmulator ? EMULATOR : root == null ? "aws" : "local-root";
  }

  public Optional<String> auctioneerRole() {
    return Optional.ofNullable(auctioneerRole);
  }

  private static TrustedMeasurements read(Context context, Path file) {
    byte[] json =
        InputFile.read(
            context.terminal(), file, TrustedMeasurements.MAX_LENGTH, "the measurements file");
    try {
      return TrustedMeasurements.parse(json);
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "the measurements file " + file + " can't be used: " + e.getMessage(),
          "nitro-cli describe-eif prints such a file");
    }
  }

  private static Sha384 pcr3(String role) {
    if (!ROLE.matcher(role).matches()) {
      throw CommandFailedException.usage(
          "'" + role + "' isn't the ARN of an IAM role",
          "it looks like arn:aws:iam::999999999999:role/auctioneer-parent");
    }
    return Sha384.of(new byte[Sha384.LENGTH], role.getBytes(StandardCharsets.UTF_8));
  }
}
