package dev.sealedbid.enclave.failure;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.BuyerCode;
import java.util.List;

/** A request is refused for a reason of the closed list. Carries no text and no stack trace. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<BuyerCode> buyers;

  public RefusedException(ErrorCode code) {
    this(code, List.of());
  }

  public RefusedException(ErrorCode code, List<BuyerCode> buyers) {
    super(code.name(), null, false, false);
    this.code = code;
    this.buyers = List.copyOf(buyers);
  }

  public ErrorCode code() {
    return code;
  }

  public List<BuyerCode> buyers() {
    return buyers;
  }

  public Reply reply() {
    return new Reply.ErrorReply(code, buyers);
  }
}
