package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.MalformedNsmMessageException;
import dev.sealedbid.nitro.nsm.NsmDescription;
import dev.sealedbid.nitro.nsm.NsmErrorCode;
import dev.sealedbid.nitro.nsm.NsmRequest;
import dev.sealedbid.nitro.nsm.NsmResponse;
import dev.sealedbid.nitro.nsm.NsmTransport;
import dev.sealedbid.nitro.nsm.PcrState;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The NSM of one local enclave: answers the real NSM's requests from a bank of 32 PCRs, 0–15 locked
 * at boot, and signs documents under the local PKI. It stands on the hypervisor's side; in tests it
 * can be used in-process as an {@link NsmTransport}. Thread-safe.
 */
public final class LocalNsm implements NsmTransport {
  private static final int RANDOM_LENGTH = 256;

  private final PcrBank bank;
  private final DocumentSigner signer;
  private final SecureRandom random;

  LocalNsm(PcrBank bank, DocumentSigner signer, SecureRandom random) {
    this.bank = bank;
    this.signer = signer;
    this.random = random;
  }

  /** Answers one request; a malformed one with {@code InvalidArgument}, as the real one does. */
  @Override
  public byte[] exchange(byte[] cborRequest) {
    try {
      return answer(NsmRequest.decode(cborRequest)).encode();
    } catch (MalformedNsmMessageException e) {
      return new NsmResponse.Refused(NsmErrorCode.INVALID_ARGUMENT).encode();
    } catch (NsmRefusal e) {
      return new NsmResponse.Refused(e.code()).encode();
    }
  }

  private NsmResponse answer(NsmRequest request) throws NsmRefusal {
    if (request instanceof NsmRequest.Attest attest) {
      return new NsmResponse.Attested(signer.sign(bank.lockedValues(), attest.request()));
    }
    if (request instanceof NsmRequest.GetRandom) {
      byte[] bytes = new byte[RANDOM_LENGTH];
      random.nextBytes(bytes);
      return new NsmResponse.RandomBytes(bytes);
    }
    if (request instanceof NsmRequest.DescribeNsm) {
      return new NsmResponse.Described(describe());
    }
    return answerAboutPcrs(request);
  }

  private NsmResponse answerAboutPcrs(NsmRequest request) throws NsmRefusal {
    if (request instanceof NsmRequest.DescribePcr describe) {
      int index = describe.index();
      return new NsmResponse.PcrDescribed(new PcrState(bank.isLocked(index), bank.value(index)));
    }
    if (request instanceof NsmRequest.ExtendPcr extend) {
      return new NsmResponse.PcrExtended(bank.extend(extend.index(), extend.data()));
    }
    if (request instanceof NsmRequest.LockPcr lock) {
      bank.lock(lock.index());
      return new NsmResponse.PcrLocked();
    }
    if (request instanceof NsmRequest.LockPcrs lock) {
      bank.lockRange(lock.range());
      return new NsmResponse.PcrsLocked();
    }
    throw new NsmRefusal(NsmErrorCode.INVALID_OPERATION);
  }

  private NsmDescription describe() {
    List<Integer> locked = new ArrayList<>(bank.lockedValues().keySet());
    return new NsmDescription(1, 0, 0, signer.moduleId(), PcrBank.COUNT, locked, "SHA384");
  }

  /** Does nothing: there is no connection. */
  @Override
  public void close() {}
}
