package dev.sealedbid.demo.system;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.TermsDocument;

/**
 * An auction that is open in some enclave.
 *
 * @param document the terms
 * @param session its one session
 * @param opening the statement that opened it
 */
public record OpenAuction(TermsDocument document, SessionId session, AttestedStatement opening) {
  public String id() {
    return document.terms().id();
  }
}
