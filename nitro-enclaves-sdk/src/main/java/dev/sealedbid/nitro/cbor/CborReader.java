package dev.sealedbid.nitro.cbor;

import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads exactly one CBOR item (RFC 8949) and refuses every liberty of the format.
 *
 * <p>Refused: indefinite lengths, integers and lengths that are not in their shortest form,
 * integers beyond a signed 64-bit number, tags, floating-point numbers, {@code undefined} and other
 * simple values, duplicate map keys, map keys that are neither integers nor text, text that is not
 * UTF-8, nesting deeper than {@link #MAX_DEPTH}, and bytes behind the item. A length is compared
 * with what is left of the input before anything is allocated for it, so the memory used is bounded
 * by the input.
 */
public final class CborReader {
  /** How many arrays and maps may be open at once: the deepest NSM message has three. */
  public static final int MAX_DEPTH = 4;

  private static final int INFORMATION_MASK = 0x1f;

  private final byte[] input;
  private int position;

  private CborReader(byte[] input) {
    this.input = input;
  }

  /**
   * The one item that {@code input} is.
   *
   * @param maxLength the most bytes that {@code input} may have; checked before anything is read
   * @throws MalformedCborException if {@code input} is longer, or is not exactly one item of the
   *     strict subset
   */
  public static CborValue read(byte[] input, int maxLength) throws MalformedCborException {
    if (input.length > maxLength) {
      throw new MalformedCborException(
          "the input has " + input.length + " bytes, more than the " + maxLength + " allowed");
    }
    CborReader reader = new CborReader(input);
    CborValue value = reader.item(0);
    if (reader.position != input.length) {
      throw reader.malformed("there are bytes behind the item");
    }
    return value;
  }

  private CborValue item(int depth) throws MalformedCborException {
    int initial = nextByte();
    int information = initial & INFORMATION_MASK;
    return switch (initial >> 5) {
      case 0 -> new IntegerValue(argument(information));
      case 1 -> new IntegerValue(-1 - argument(information));
      case 2 -> new BytesValue(bytes(length(information, 1)));
      case 3 -> text(length(information, 1));
      case 4 -> array(length(information, 1), deeper(depth));
      case 5 -> map(length(information, 2), deeper(depth));
      case 6 -> throw malformed("tags are not accepted");
      default -> simple(information);
    };
  }

  private CborValue simple(int information) throws MalformedCborException {
    return switch (information) {
      case 20 -> new BooleanValue(false);
      case 21 -> new BooleanValue(true);
      case 22 -> new NullValue();
      default -> throw malformed("floating-point numbers and other simple values are not accepted");
    };
  }

  private TextValue text(int length) throws MalformedCborException {
    try {
      // A new decoder reports malformed input; String's constructor would replace it.
      return new TextValue(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString());
    } catch (CharacterCodingException e) {
      throw malformed("a text string is not valid UTF-8");
    }
  }

  private ArrayValue array(int count, int depth) throws MalformedCborException {
    List<CborValue> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(item(depth));
    }
    return new ArrayValue(items);
  }

  private MapValue map(int count, int depth) throws MalformedCborException {
    Map<CborValue, CborValue> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      CborValue key = item(depth);
      if (!(key instanceof IntegerValue || key instanceof TextValue)) {
        throw malformed("a map key is a " + key.kind() + ", not an integer or a text string");
      }
      if (entries.containsKey(key)) {
        throw malformed("a map has the same key twice");
      }
      entries.put(key, item(depth));
    }
    return new MapValue(entries);
  }

  private int deeper(int depth) throws MalformedCborException {
    if (depth >= MAX_DEPTH) {
      throw malformed("arrays and maps are nested deeper than " + MAX_DEPTH);
    }
    return depth + 1;
  }

  /** A length or count, which cannot exceed what the rest of the input could hold. */
  private int length(int information, int minimumItemLength) throws MalformedCborException {
    long length = argument(information);
    if (length > (input.length - position) / minimumItemLength) {
      throw malformed("a length exceeds the input");
    }
    return (int) length;
  }

  private long argument(int information) throws MalformedCborException {
    return switch (information) {
      case 24 -> shortest(unsigned(1), 24);
      case 25 -> shortest(unsigned(2), 1L << 8);
      case 26 -> shortest(unsigned(4), 1L << 16);
      case 27 -> shortest(unsigned(8), 1L << 32);
      case 28, 29, 30 -> throw malformed("a reserved additional information value is used");
      case 31 -> throw malformed("indefinite lengths are not accepted");
      default -> information;
    };
  }

  private long shortest(long value, long least) throws MalformedCborException {
    if (value < 0) {
      throw malformed("an integer exceeds 63 bits");
    }
    if (value < least) {
      throw malformed("an integer or length is not in its shortest form");
    }
    return value;
  }

  private long unsigned(int width) throws MalformedCborException {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | nextByte();
    }
    return value;
  }

  private int nextByte() throws MalformedCborException {
    if (position == input.length) {
      throw malformed("the input ends within an item");
    }
    return input[position++] & 0xff;
  }

  private byte[] bytes(int length) {
    position += length;
    return Arrays.copyOfRange(input, position - length, position);
  }

  private MalformedCborException malformed(String rule) {
    return new MalformedCborException("CBOR, at byte " + position + ": " + rule);
  }
}
