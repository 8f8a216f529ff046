package dev.sealedbid.core.frame;

/** The bodies of Reply messages. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class ReplyCodec {
  private ReplyCodec() {}

  static byte[] encode(Reply message) {
    throw new UnsupportedOperationException("being built");
  }

  static Reply decode(Frame frame) throws MalformedFrameException {
    throw new UnsupportedOperationException("being built");
  }
}
