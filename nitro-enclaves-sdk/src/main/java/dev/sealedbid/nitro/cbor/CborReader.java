package dev.sealedbid.nitro.cbor;

import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.LargeIntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.SimpleValue;
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
 * Reads exactly one CBOR item (RFC 8949) in the {@link CborForm} that the caller names, and refuses
 * every other liberty of the format.
 *
 * <p>A length or count is compared with what is left of the input, and with the form's limits,
 * before anything is allocated for it; an array or map without a length grows by what was read. So
 * the memory used is bounded by the input and the form.
 */
public final class CborReader {
  private static final int INFORMATION_MASK = 0x1f;
  private static final int INDEFINITE = 31;
  private static final int BREAK = 0xff;

  private final byte[] input;
  private final CborForm form;
  private int position;
  private int items;

  private CborReader(byte[] input, CborForm form) {
    this.input = input;
    this.form = form;
  }

  /**
   * The one item that {@code input} is.
   *
   * @param maxLength the most bytes that {@code input} may have; checked before anything is read
   * @throws MalformedCborException if {@code input} is longer, or is not exactly one item of that
   *     form within its limits
   */
  public static CborValue read(byte[] input, int maxLength, CborForm form)
      throws MalformedCborException {
    if (input.length > maxLength) {
      throw new MalformedCborException(
          "the input has " + input.length + " bytes, more than the " + maxLength + " allowed");
    }
    CborReader reader = new CborReader(input, form);
    CborValue value = reader.item(0);
    if (reader.position != input.length) {
      throw reader.malformed("there are bytes behind the item");
    }
    return value;
  }

  private CborValue item(int depth) throws MalformedCborException {
    if (++items > form.maxItems()) {
      throw malformed("there are more than " + form.maxItems() + " items");
    }
    int initial = nextByte();
    int information = initial & INFORMATION_MASK;
    return switch (initial >> 5) {
      case 0 -> integer(false, information);
      case 1 -> integer(true, information);
      case 2 -> new BytesValue(bytes(length(information, 1)));
      case 3 -> text(length(information, 1));
      case 4 -> array(information, deeper(depth));
      case 5 -> map(information, deeper(depth));
      case 6 -> throw malformed("tags are not accepted");
      default -> simple(information);
    };
  }

  private CborValue integer(boolean negative, int information) throws MalformedCborException {
    long argument = argument(information);
    if (argument >= 0) {
      return new IntegerValue(negative ? -1 - argument : argument);
    }
    if (form == CborForm.DEFINITE) {
      throw malformed("an integer exceeds 63 bits");
    }
    return new LargeIntegerValue(negative, argument);
  }

  private CborValue simple(int information) throws MalformedCborException {
    return switch (information) {
      case 20 -> new BooleanValue(false);
      case 21 -> new BooleanValue(true);
      case 22 -> new NullValue();
      case 25, 26, 27 -> throw malformed("floating-point numbers are not accepted");
      case 28, 29, 30 -> throw malformed("a reserved additional information value is used");
      case INDEFINITE -> throw malformed("there is a break where an item has to be");
      default -> otherSimple(information);
    };
  }

  private CborValue otherSimple(int information) throws MalformedCborException {
    if (form == CborForm.DEFINITE) {
      throw malformed("other simple values than booleans and null are not accepted");
    }
    if (information < 24) {
      return new SimpleValue(information);
    }
    int value = nextByte();
    // RFC 8949 section 3.3: the values below 32 have no second form.
    if (value < 32) {
      throw malformed("a simple value is not in its shortest form");
    }
    return new SimpleValue(value);
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

  private ArrayValue array(int information, int depth) throws MalformedCborException {
    List<CborValue> values = new ArrayList<>();
    if (isIndefinite(information)) {
      while (!isBreak()) {
        values.add(item(depth));
      }
    } else {
      for (int left = length(information, 1); left > 0; left--) {
        values.add(item(depth));
      }
    }
    return new ArrayValue(values);
  }

  private MapValue map(int information, int depth) throws MalformedCborException {
    Map<CborValue, CborValue> entries = new LinkedHashMap<>();
    if (isIndefinite(information)) {
      while (!isBreak()) {
        entry(entries, depth);
      }
    } else {
      for (int left = length(information, 2); left > 0; left--) {
        entry(entries, depth);
      }
    }
    return new MapValue(entries);
  }

  private void entry(Map<CborValue, CborValue> entries, int depth) throws MalformedCborException {
    CborValue key = item(depth);
    if (!isKey(key)) {
      throw malformed("a map key is a " + key.kind() + ", which is not accepted");
    }
    if (entries.containsKey(key)) {
      throw malformed("a map has the same key twice");
    }
    entries.put(key, item(depth));
  }

  private boolean isKey(CborValue key) {
    if (key instanceof IntegerValue || key instanceof TextValue) {
      return true;
    }
    return form == CborForm.ANY_LENGTH
        && (key instanceof BytesValue || key instanceof LargeIntegerValue);
  }

  private boolean isIndefinite(int information) throws MalformedCborException {
    if (information != INDEFINITE) {
      return false;
    }
    if (form == CborForm.DEFINITE) {
      throw malformed("indefinite lengths are not accepted");
    }
    return true;
  }

  /** Whether an open array or map of indefinite length ends here; its break is then behind us. */
  private boolean isBreak() throws MalformedCborException {
    if (position == input.length) {
      throw malformed("an array or map of indefinite length has no break");
    }
    if ((input[position] & 0xff) != BREAK) {
      return false;
    }
    position++;
    return true;
  }

  private int deeper(int depth) throws MalformedCborException {
    if (depth >= form.maxDepth()) {
      throw malformed("arrays and maps are nested deeper than " + form.maxDepth());
    }
    return depth + 1;
  }

  /** A length or count, which cannot exceed what the rest of the input could hold. */
  private int length(int information, int minimumItemLength) throws MalformedCborException {
    long length = argument(information);
    if (length < 0 || length > (input.length - position) / minimumItemLength) {
      throw malformed("a length exceeds the input");
    }
    return (int) length;
  }

  /** The argument as an unsigned number of 64 bits: negative where it exceeds 63. */
  private long argument(int information) throws MalformedCborException {
    return switch (information) {
      case 24 -> shortest(unsigned(1), 24);
      case 25 -> shortest(unsigned(2), 1L << 8);
      case 26 -> shortest(unsigned(4), 1L << 16);
      case 27 -> shortest(unsigned(8), 1L << 32);
      case 28, 29, 30 -> throw malformed("a reserved additional information value is used");
      case INDEFINITE -> throw malformed("indefinite lengths are not accepted here");
      default -> information;
    };
  }

  private long shortest(long value, long least) throws MalformedCborException {
    if (Long.compareUnsigned(value, least) < 0) {
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
