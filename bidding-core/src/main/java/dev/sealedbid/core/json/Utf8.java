package dev.sealedbid.core.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Checks that bytes are UTF-8 (RFC 3629) without a byte order mark, in constant memory. */
final class Utf8 {
  private static final int CHUNK = 8_192;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Utf8() {}

  static void check(byte[] bytes) throws MalformedJsonException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(CHUNK);
    boolean first = true;
    CoderResult result;
    do {
      result = decoder.decode(in, out, true);
      if (result.isError()) {
        throw new MalformedJsonException("byte " + in.position() + " isn't UTF-8");
      }
      if (first && out.position() > 0 && out.get(0) == BYTE_ORDER_MARK) {
        throw new MalformedJsonException(
            "the document begins with a byte order mark; save it as UTF-8 without one");
      }
      first = false;
      out.clear();
    } while (result.isOverflow());
  }
}
