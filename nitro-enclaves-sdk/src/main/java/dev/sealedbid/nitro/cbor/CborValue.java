package dev.sealedbid.nitro.cbor;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One CBOR item. Values are immutable and compare by content; integer {@code 0} and text {@code
 * "0"} are different map keys.
 */
public sealed interface CborValue {

  /** What {@link CborReader} read, in the words of RFC 8949, for error messages. */
  String kind();

  /** An integer of major type 0 or 1 that fits into a signed 64-bit number. */
  record IntegerValue(long value) implements CborValue {
    @Override
    public String kind() {
      return "integer";
    }
  }

  /**
   * An integer of major type 0 or 1 beyond a signed 64-bit number; read in {@link
   * CborForm#ANY_LENGTH} only.
   *
   * @param argument the integer's argument, unsigned: {@code n}, or {@code x}
   */
  record LargeIntegerValue(boolean negative, long argument) implements CborValue {
    @Override
    public String kind() {
      return "integer beyond 63 bits";
    }
  }

  /** A text string (major type 3). */
  record TextValue(String value) implements CborValue {
    @Override
    public String kind() {
      return "text string";
    }
  }

  /** A boolean (simple values 20 and 21). */
  record BooleanValue(boolean value) implements CborValue {
    @Override
    public String kind() {
      return "boolean";
    }
  }

  /** Null (simple value 22). */
  record NullValue() implements CborValue {
    @Override
    public String kind() {
      return "null";
    }
  }

  /**
   * Another simple value, {@code undefined} (23) among them; read in {@link CborForm#ANY_LENGTH}
   * only.
   */
  record SimpleValue(int value) implements CborValue {
    @Override
    public String kind() {
      return "simple value";
    }
  }

  /** An array (major type 4). */
  record ArrayValue(List<CborValue> items) implements CborValue {
    public ArrayValue {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "array";
    }
  }

  /** A map (major type 5); the order of the entries is the order on the wire. */
  record MapValue(Map<CborValue, CborValue> entries) implements CborValue {
    public MapValue {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "map";
    }

    /** The value of a text key, if the map has that key. */
    public Optional<CborValue> get(String key) {
      return Optional.ofNullable(entries.get(new TextValue(key)));
    }
  }

  /** A byte string (major type 2); copied on the way in and out, and never shown by toString. */
  final class BytesValue implements CborValue {
    private final byte[] value;

    public BytesValue(byte[] value) {
      this.value = value.clone();
    }

    /** A copy of the bytes. */
    public byte[] value() {
      return value.clone();
    }

    public int length() {
      return value.length;
    }

    byte[] unsafeValue() {
      return value;
    }

    @Override
    public String kind() {
      return "byte string";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BytesValue that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "BytesValue[" + value.length + " bytes]";
    }
  }
}
