package dev.sealedbid.enclave.session;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time, as the hypervisor signs it into a fresh attestation document. The host's clock is never
 * asked.
 *
 * <p>Guarantees: the document behind an answer was asked for after {@link #now} was called; answers
 * never run backwards, whatever the NSM says. Calls that wait at the same time share one document
 * if it is asked for after all of them were made.
 */
public final class TrustedClock {
  private final NitroSecureModule nsm;
  private final Object asking = new Object();
  private @Nullable Batch gathering;
  private volatile Instant latest = Instant.MIN;

  TrustedClock(NitroSecureModule nsm) {
    this.nsm = nsm;
  }

  /**
   * The time now, or a little later.
   *
   * @throws RefusedException with {@link ErrorCode#CLOCK_UNAVAILABLE} if the NSM gives no document
   */
  public Instant now() throws RefusedException {
    Batch batch = join();
    synchronized (asking) {
      if (!batch.asked) {
        close(batch);
        batch.time = ask();
      }
    }
    if (batch.time == null) {
      throw new RefusedException(ErrorCode.CLOCK_UNAVAILABLE);
    }
    return batch.time;
  }

  /** The latest time that was ever answered; asks nobody. */
  Instant latest() {
    return latest;
  }

  private synchronized Batch join() {
    if (gathering == null) {
      gathering = new Batch();
    }
    return gathering;
  }

  /** From here on nobody joins the batch: its document is about to be asked for. */
  private synchronized void close(Batch batch) {
    batch.asked = true;
    if (gathering == batch) {
      gathering = null;
    }
  }

  private @Nullable Instant ask() {
    try {
      byte[] document = nsm.attest(AttestationRequest.empty());
      Instant time = AttestationDocument.parseOwn(document).timestamp();
      if (time.isAfter(latest)) {
        latest = time;
      }
      return latest;
    } catch (NsmException | AttestationFormatException | RuntimeException e) {
      return null;
    }
  }

  /** Callers that share one document. Written under {@code asking}. */
  private static final class Batch {
    private boolean asked;
    private volatile @Nullable Instant time;
  }
}
