package dev.sealedbid.enclave.wire;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.enclave.failure.FatalError;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.session.EnclaveContext;
import dev.sealedbid.enclave.session.Sessions;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NsmException;
import java.util.Optional;

/**
 * From one complete request to its one reply. Whatever goes wrong inside becomes a code of the
 * closed list; no other request notices.
 */
public final class RequestHandler {
  private final EnclaveContext context;
  private final Sessions sessions;
  private final Counters counters;

  public RequestHandler(EnclaveContext context, Sessions sessions, Counters counters) {
    this.context = context;
    this.sessions = sessions;
    this.counters = counters;
  }

  /** Never throws; wipes the frame, which may have held credentials. */
  public Reply answer(Frame frame) {
    counters.request(frame.type());
    try {
      return reply(frame);
    } catch (RefusedException e) {
      return refused(e);
    } catch (MalformedFrameException e) {
      return refused(new RefusedException(ErrorCode.MALFORMED_FRAME));
    } catch (OutOfMemoryError e) {
      FatalError.outOfMemory();
      throw e;
    } catch (Throwable t) {
      return refused(new RefusedException(ErrorCode.INTERNAL));
    }
  }

  private Reply refused(RefusedException e) {
    counters.refusal(e.code());
    return e.reply();
  }

  private Reply reply(Frame frame) throws RefusedException, MalformedFrameException {
    Request request;
    try {
      request = Request.decode(frame);
    } finally {
      frame.wipe();
    }
    if (request instanceof Request.Open open) {
      return new Reply.StatementReply(sessions.open(open.terms()));
    }
    if (request instanceof Request.AttestOpening attest) {
      return new Reply.StatementReply(
          sessions.get(attest.sessionId()).attestOpening(Optional.of(attest.nonce())));
    }
    if (request instanceof Request.Submit submit) {
      return new Reply.StatementReply(
          sessions.get(submit.sessionId()).submit(submit.buyerId(), submit.ciphertext()));
    }
    if (request instanceof Request.Resolve resolve) {
      try (Credentials credentials = resolve.credentials()) {
        return sessions.get(resolve.sessionId()).resolve(credentials);
      }
    }
    if (request instanceof Request.Present present) {
      return new Reply.Presented(sessions.get(present.sessionId()).present(present.ciphertexts()));
    }
    if (request instanceof Request.VoidSession end) {
      return sessions.get(end.sessionId()).voidSession();
    }
    if (request instanceof Request.AwardMessages awards) {
      return sessions.get(awards.sessionId()).awards(awards.first());
    }
    if (request instanceof Request.Status status) {
      return sessions.get(status.sessionId()).status();
    }
    return attest((Request.Attest) request);
  }

  /** A document for the asker's nonce and nothing else: it proves no statement. */
  private Reply attest(Request.Attest attest) throws RefusedException {
    try {
      AttestationRequest request = AttestationRequest.empty().withNonce(attest.nonce());
      return new Reply.Attestation(context.nsm().attest(request));
    } catch (NsmException e) {
      throw new RefusedException(ErrorCode.NSM_FAILED);
    }
  }
}
