package dev.sealedbid.parent.problem;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.BuyerCode;
import java.util.List;

/** The enclave answered with an error code. */
public final class EnclaveRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<BuyerCode> buyers;

  /** A refusal, with the buyers whose keys it is about. */
  public EnclaveRefusedException(ErrorCode code, List<BuyerCode> buyers) {
    super("the enclave refused: " + code);
    this.code = code;
    this.buyers = List.copyOf(buyers);
  }

  /** Why. */
  public ErrorCode code() {
    return code;
  }

  /** Whose keys gave which code; empty where no key is concerned. */
  public List<BuyerCode> buyers() {
    return buyers;
  }
}
