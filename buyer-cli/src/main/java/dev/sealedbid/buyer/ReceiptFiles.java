package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.protocol.ReceiptVerifier;
import dev.sealedbid.protocol.StatementVerifier;
import dev.sealedbid.protocol.TrustedMeasurements;
import dev.sealedbid.protocol.VerificationException;
import dev.sealedbid.protocol.VerifiedReceipt;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads receipt files and verifies them, offline. */
final class ReceiptFiles {
  private final Context context;
  private final AttestationVerifier attestations;
  private final Optional<TrustedMeasurements> trusted;

  ReceiptFiles(Context context, TrustOptions trust) {
    this.context = context;
    this.attestations = trust.verifier(context);
    this.trusted = trust.optional(context);
  }

  /**
   * A receipt that passed every check.
   *
   * @throws CommandFailedException VERIFICATION_FAILED with the first check that fails
   */
  VerifiedReceipt verified(Path file) {
    byte[] bytes =
        InputFile.read(context.terminal(), file, Limits.MAX_RECEIPT_LENGTH, "the receipt");
    try {
      Receipt receipt = Receipt.parse(bytes);
      TrustedMeasurements expected =
          trusted.isPresent()
              ? trusted.get()
              : TrustedMeasurements.of(TermsDocument.parse(receipt.terms()).terms().measurements());
      return new ReceiptVerifier(new StatementVerifier(attestations, expected)).verify(receipt);
    } catch (MalformedStatementException | InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " isn't a receipt: " + e.getMessage(),
          List.of("fetch it again with: buyer-cli status AUCTION --receipt FILE"),
          e);
    } catch (VerificationException e) {
      throw LiveAuction.failure(file + " doesn't verify", e);
    }
  }
}
