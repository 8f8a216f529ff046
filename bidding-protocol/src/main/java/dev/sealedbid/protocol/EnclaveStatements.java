package dev.sealedbid.protocol;

import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import java.util.Optional;

/**
 * The enclave's side of the one proof format: has the NSM attest a statement. The document's {@code
 * user_data} is {@code SHA-384("sealed-bid/v1/<type>" || 0x00 || statement)}, so that a document of
 * one type never proves another, and it never has a {@code public_key}: documents with one are made
 * for KMS alone.
 */
public final class EnclaveStatements {
  private final NitroSecureModule nsm;

  /** Attests by that NSM, which stays the caller's to close. */
  public EnclaveStatements(NitroSecureModule nsm) {
    this.nsm = nsm;
  }

  /**
   * Attests bytes that are already a statement. The same bytes may be attested again.
   *
   * @param nonce the asker's, if it gave one
   * @throws NsmException if the NSM gives no document
   */
  public AttestedStatement attest(StatementType type, byte[] statement, Optional<byte[]> nonce)
      throws NsmException {
    byte[] userData = Statement.userData(type, statement).bytes();
    AttestationRequest request = AttestationRequest.ofUserData(userData);
    if (nonce.isPresent()) {
      request = request.withNonce(nonce.get());
    }
    return new AttestedStatement(statement, nsm.attest(request));
  }
}
