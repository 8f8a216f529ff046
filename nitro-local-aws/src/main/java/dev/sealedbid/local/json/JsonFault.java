package dev.sealedbid.local.json;

import java.io.Serial;

/** A call that ends in an error of the service: HTTP status, code and message as AWS has them. */
public final class JsonFault extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** A fault of the caller's making unless the status says otherwise. */
  public JsonFault(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** A parameter out of bounds. */
  public static JsonFault validation(String message) {
    return new JsonFault(400, "ValidationException", message);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The code, such as {@code NotFoundException}. */
  public String code() {
    return code;
  }

  /** The text; empty where AWS sends none. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
