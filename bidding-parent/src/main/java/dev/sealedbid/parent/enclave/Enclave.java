package dev.sealedbid.parent.enclave;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import java.util.List;

/**
 * The enclave's requests. Each may be sent again: the enclave gives the same answer to the same
 * question, or refuses.
 *
 * <p>Each throws {@link EnclaveRefusedException} with the enclave's own code, or a {@link
 * dev.sealedbid.parent.problem.ProblemException}: ENCLAVE_UNREACHABLE when there is no answer in
 * time, ENCLAVE_PROTOCOL when it makes no sense, OVERLOADED when every connection is in use.
 */
public interface Enclave {

  /** Opens a session; the reply is its opening statement. */
  AttestedStatement open(byte[] terms);

  /** The same opening statement, attested now for the nonce. */
  AttestedStatement attestOpening(SessionId session, byte[] nonce);

  /** Puts a sealed sheet into the box; the reply is its acknowledgement. */
  AttestedStatement submit(SessionId session, String buyerId, byte[] ciphertext);

  /**
   * Resolves as far as the sheets presented allow: {@link Reply.Resolved} or {@link Reply.Wanted}.
   */
  Reply resolve(SessionId session, Credentials credentials);

  /** Hands over acknowledged sheets that a resolve asked for. */
  void present(SessionId session, List<byte[]> ciphertexts);

  /** Ends the session, or says how it ended: the void statement, or the outcome there was. */
  AttestedStatement end(SessionId session);

  /** Award messages of a session with an outcome, from a place on, as many as one reply holds. */
  Reply.Awards awards(SessionId session, int first);

  /** What state the session is in. */
  Reply.StatusReply status(SessionId session);

  /** An attestation document for the nonce. */
  byte[] attest(byte[] nonce);
}
