package dev.sealedbid.core.frame;

/**
 * One message on the wire. Bodies may hold credentials, so {@code toString} shows none.
 *
 * <p>Bodies are up to tens of megabytes and are handed from codec to message inside this package
 * without copies; whoever else asks gets a copy.
 */
public final class Frame {
  private final MessageType type;
  private final long requestId;
  private final byte[] body;

  private Frame(MessageType type, long requestId, byte[] body) {
    if (body.length > type.maxBody()) {
      throw new IllegalArgumentException(
          "a body of " + type + " has at most " + type.maxBody() + " bytes, not " + body.length);
    }
    this.type = type;
    this.requestId = requestId;
    this.body = body;
  }

  /**
   * A frame.
   *
   * @param requestId chosen by the asker, repeated in the reply
   * @throws IllegalArgumentException if the body is longer than the type allows
   */
  public static Frame of(MessageType type, long requestId, byte[] body) {
    return new Frame(type, requestId, body.clone());
  }

  /** A frame that takes the array over. */
  static Frame owning(MessageType type, long requestId, byte[] body) {
    return new Frame(type, requestId, body);
  }

  /** What it carries. */
  public MessageType type() {
    return type;
  }

  /** Which request it is or answers. */
  public long requestId() {
    return requestId;
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body itself, for the codec. */
  byte[] sharedBody() {
    return body;
  }

  /** Overwrites the body with zeros, as befits one that held credentials. */
  public void wipe() {
    java.util.Arrays.fill(body, (byte) 0);
  }

  @Override
  public String toString() {
    return "Frame[" + type + ", " + requestId + ", " + body.length + " bytes]";
  }
}
