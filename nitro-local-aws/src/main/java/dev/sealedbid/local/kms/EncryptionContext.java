package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** An encryption context: checked, and in one canonical form. */
final class EncryptionContext {
  private static final int MAX_BYTES = 8192;

  private final SortedMap<String, String> pairs;

  private EncryptionContext(SortedMap<String, String> pairs) {
    this.pairs = pairs;
  }

  /**
   * Reads the member of this name.
   *
   * @throws JsonFault ValidationException if it is too large, or two keys differ in case alone:
   *     condition keys don't tell those apart
   */
  static EncryptionContext of(JsonRequest request, String name) throws JsonFault {
    SortedMap<String, String> pairs = new TreeMap<>(request.textMap(name));
    Set<String> folded = new HashSet<>();
    int size = 0;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      size += bytes(pair.getKey()).length + bytes(pair.getValue()).length;
      if (!folded.add(pair.getKey().toLowerCase(Locale.ROOT))) {
        throw JsonFault.validation("The encryption context has two keys that differ in case only.");
      }
    }
    if (size > MAX_BYTES) {
      throw JsonFault.validation(
          "The encryption context is too large: at most " + MAX_BYTES + " bytes.");
    }
    return new EncryptionContext(pairs);
  }

  Map<String, String> pairs() {
    return pairs;
  }

  /** Each key and value with its length before it, keys in order: no two contexts are alike. */
  byte[] canonical() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    pairs.forEach(
        (key, value) -> {
          put(out, key);
          put(out, value);
        });
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] bytes = bytes(text);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
