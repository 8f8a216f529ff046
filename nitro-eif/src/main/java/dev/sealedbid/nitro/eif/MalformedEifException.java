package dev.sealedbid.nitro.eif;

/** Bytes that are not a well-formed enclave image. The message says where and what. */
public final class MalformedEifException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedEifException(String message) {
    super(message);
  }

  MalformedEifException(String message, Throwable cause) {
    super(message, cause);
  }
}
