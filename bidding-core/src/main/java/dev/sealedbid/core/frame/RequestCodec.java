package dev.sealedbid.core.frame;

/** The bodies of Request messages. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class RequestCodec {
  private RequestCodec() {}

  static byte[] encode(Request message) {
    throw new UnsupportedOperationException("being built");
  }

  static Request decode(Frame frame) throws MalformedFrameException {
    throw new UnsupportedOperationException("being built");
  }
}
