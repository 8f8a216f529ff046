package dev.sealedbid.protocol;

import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The enclave's side of the one proof format: has the NSM attest a statement. The document's {@code
 * user_data} is {@code SHA-384("sealed-bid/v1/<type>" || 0x00 || statement)}, so that a document of
 * one type never proves another, and it never has a {@code public_key}: documents with one are made
 * for KMS alone.
 */
public final class EnclaveStatements {
  private final NitroSecureModule nsm;
  private final Supplier<Instant> told;

  /**
   * Attests by that NSM, which stays the caller's to close.
   *
   * @param told the latest time that statements may have been told: a document that is older proves
   *     none, since nobody would believe a statement that was attested before it was made
   */
  public EnclaveStatements(NitroSecureModule nsm, Supplier<Instant> told) {
    this.nsm = nsm;
    this.told = told;
  }

  /**
   * Attests bytes that are already a statement. The same bytes may be attested again.
   *
   * @param nonce the asker's, if it gave one
   * @throws NsmException if the NSM gives no document, or one of an earlier time; ask again
   */
  public AttestedStatement attest(StatementType type, byte[] statement, Optional<byte[]> nonce)
      throws NsmException {
    byte[] userData = Statement.userData(type, statement).bytes();
    AttestationRequest request = AttestationRequest.ofUserData(userData);
    if (nonce.isPresent()) {
      request = request.withNonce(nonce.get());
    }
    Instant notBefore = told.get();
    byte[] document = nsm.attest(request);
    requireNotBefore(notBefore, document);
    return new AttestedStatement(statement, document);
  }

  private static void requireNotBefore(Instant notBefore, byte[] document) throws NsmException {
    try {
      if (AttestationDocument.parseOwn(document).timestamp().isBefore(notBefore)) {
        throw new NsmException("the NSM's time runs backwards");
      }
    } catch (AttestationFormatException e) {
      throw new NsmException("the NSM gave something that is no attestation document", e);
    }
  }
}
