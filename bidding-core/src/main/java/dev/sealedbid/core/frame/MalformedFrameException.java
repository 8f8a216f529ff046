package dev.sealedbid.core.frame;

/** Thrown for bytes that aren't a frame, or a frame whose body isn't its type's message. */
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** The stream ended where a frame would begin: the other side is done. */
    END_OF_STREAM,
    /** The stream ended inside a frame. */
    TRUNCATED,
    /** The frame's length can't be that of any frame. */
    BAD_LENGTH,
    /** The body is longer than its type allows. */
    TOO_LONG,
    /** Another version of the protocol. */
    UNKNOWN_VERSION,
    /** No message has this number. */
    UNKNOWN_TYPE,
    /** A reply where a request belongs, or the other way round. */
    UNEXPECTED_TYPE,
    /** The body isn't what the type says. */
    BAD_BODY
  }

  private final Reason reason;

  /** An exception for this reason. */
  public MalformedFrameException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
