package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.verify.ReceiptVerifier;
import dev.sealedbid.verify.StatementVerifier;
import dev.sealedbid.verify.TrustedMeasurements;
import dev.sealedbid.verify.VerificationException;
import dev.sealedbid.verify.VerifiedReceipt;
import java.nio.file.Path;
import java.util.List;

/** Reads receipt files and verifies them, offline. */
public final class ReceiptFiles {
  private final Context context;
  private final TrustBasis trust;

  public ReceiptFiles(Context context, TrustBasis trust) {
    this.context = context;
    this.trust = trust;
  }

  /**
   * A receipt that passed every check.
   *
   * @throws CommandFailedException USAGE if the file is no receipt, VERIFICATION_FAILED with the
   *     first check that fails
   */
  public VerifiedReceipt verified(Path file) {
    byte[] bytes =
        InputFile.read(context.terminal(), file, Limits.MAX_RECEIPT_LENGTH, "the receipt");
    Receipt receipt = parse(file, bytes);
    try {
      return new ReceiptVerifier(new StatementVerifier(trust.attestations(), expected(receipt)))
          .verify(receipt);
    } catch (InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          file + " holds terms that no enclave takes: " + e.getMessage(),
          List.of("fetch it again with: buyer-cli status AUCTION --receipt FILE"),
          e);
    } catch (VerificationException e) {
      throw LiveAuction.failure(file + " doesn't verify", e);
    }
  }

  /** What is trusted, and of the rest what the terms name. */
  private TrustedMeasurements expected(Receipt receipt) throws InvalidTermsException {
    if (trust.measurements().isPresent()) {
      return trust.measurements().get();
    }
    return TrustedMeasurements.of(TermsDocument.parse(receipt.terms()).terms().measurements());
  }

  private static Receipt parse(Path file, byte[] bytes) {
    try {
      return Receipt.parse(bytes);
    } catch (MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          file + " isn't a receipt: " + e.getMessage(),
          List.of(
              isStatement(bytes)
                  ? "it is an attested statement; a void is named with --void FILE"
                  : "save one with: buyer-cli status AUCTION --receipt FILE"),
          e);
    }
  }

  private static boolean isStatement(byte[] bytes) {
    try {
      return AttestedStatement.parse(bytes).statementLength() > 0;
    } catch (MalformedStatementException e) {
      return false;
    }
  }
}
