package dev.sealedbid.parent.credentials;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.Credentials;

/** Where the credentials come from that the enclave decrypts one session's sheets with. */
public interface DecryptCredentials {

  /**
   * Fresh credentials, good for {@code kms:Decrypt} of this session's sheets and nothing else, for
   * 15 minutes. The caller closes them.
   *
   * @throws dev.sealedbid.parent.problem.ProblemException CREDENTIALS_UNAVAILABLE
   */
  Credentials forSession(SessionId session);
}
