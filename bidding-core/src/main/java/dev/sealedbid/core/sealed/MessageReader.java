package dev.sealedbid.core.sealed;

import dev.sealedbid.core.frame.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A strict, allocation-bounded reader over one sealed sheet. Every doubt is SHEET_MALFORMED. */
final class MessageReader {
  private final ByteBuffer bytes;

  MessageReader(byte[] message) {
    bytes = ByteBuffer.wrap(message);
  }

  void expect(String what, byte[] expected) throws SheetRefusedException {
    if (!Arrays.equals(take(what, expected.length), expected)) {
      throw malformed(what);
    }
  }

  void expectInt(String what, int expected) throws SheetRefusedException {
    need(what, Integer.BYTES);
    if (bytes.getInt() != expected) {
      throw malformed(what);
    }
  }

  void skip(String what, int length) throws SheetRefusedException {
    need(what, length);
    bytes.position(bytes.position() + length);
  }

  int shortLength(String what) throws SheetRefusedException {
    need(what, Short.BYTES);
    return Short.toUnsignedInt(bytes.getShort());
  }

  String shortText(String what) throws SheetRefusedException {
    return text(what, take(what, shortLength(what)));
  }

  void expectEnd() throws SheetRefusedException {
    if (bytes.hasRemaining()) {
      throw malformed("end");
    }
  }

  /** The context's pairs; their keys must ascend strictly, as the Encryption SDK writes them. */
  Map<String, String> encryptionContext() throws SheetRefusedException {
    String what = "encryption context";
    MessageReader context = new MessageReader(take(what, shortLength(what)));
    int count = context.shortLength(what);
    Map<String, String> pairs = new LinkedHashMap<>();
    String last = null;
    for (int i = 0; i < count; i++) {
      String key = context.shortText(what);
      String value = context.shortText(what);
      if (last != null && last.compareTo(key) >= 0) {
        throw malformed(what);
      }
      pairs.put(key, value);
      last = key;
    }
    context.expectEnd();
    return pairs;
  }

  private byte[] take(String what, int length) throws SheetRefusedException {
    need(what, length);
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  private void need(String what, int length) throws SheetRefusedException {
    if (bytes.remaining() < length) {
      throw malformed(what);
    }
  }

  private static String text(String what, byte[] utf8) throws SheetRefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(what);
    }
  }

  private static SheetRefusedException malformed(String what) {
    return new SheetRefusedException(
        ErrorCode.SHEET_MALFORMED,
        "not the canonical form of a sealed sheet (" + what + "); seal it again");
  }
}
