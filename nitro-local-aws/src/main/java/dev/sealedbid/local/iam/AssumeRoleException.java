package dev.sealedbid.local.iam;

import java.io.Serial;

/** An AssumeRole that is refused, with STS's code. */
public final class AssumeRoleException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Fault fault;

  AssumeRoleException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** Why it is refused. */
  public Fault fault() {
    return fault;
  }

  /** Reasons, with STS's code and HTTP status. */
  public enum Fault {
    /** The trust policy, or the caller's own policies, don't allow it; or there is no such role. */
    ACCESS_DENIED("AccessDenied", 403),
    /** A parameter is out of bounds. */
    VALIDATION("ValidationError", 400),
    /** The session policy can't be read. */
    MALFORMED_POLICY("MalformedPolicyDocument", 400);

    private final String code;
    private final int status;

    Fault(String code, int status) {
      this.code = code;
      this.status = status;
    }

    /** STS's code. */
    public String code() {
      return code;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }
}
