package dev.sealedbid.nitro.cbor;

import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes CBOR (RFC 8949) with definite lengths and shortest-form integers, whatever form it was
 * read in: what {@link CborReader} accepts as {@link CborForm#DEFINITE}, provided that the caller
 * writes as many items as it announced and no key twice.
 *
 * <pre>{@code
 * byte[] request = new CborWriter().map(1).text("LockPCR").map(1).text("index").integer(16).toByteArray();
 * }</pre>
 */
public final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes an integer of major type 0 or 1. */
  public CborWriter integer(long value) {
    return value >= 0 ? head(0, value) : head(1, -1 - value);
  }

  /** Writes a byte string. */
  public CborWriter bytes(byte[] value) {
    head(2, value.length);
    out.writeBytes(value);
    return this;
  }

  /** Writes a text string. */
  public CborWriter text(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    head(3, encoded.length);
    out.writeBytes(encoded);
    return this;
  }

  /** Opens an array; the caller writes {@code count} items next. */
  public CborWriter array(int count) {
    return head(4, count);
  }

  /** Opens a map; the caller writes {@code count} keys next, each followed by its value. */
  public CborWriter map(int count) {
    return head(5, count);
  }

  /** Writes a boolean. */
  public CborWriter bool(boolean value) {
    out.write(value ? 0xf5 : 0xf4);
    return this;
  }

  /** Writes null. */
  public CborWriter nil() {
    out.write(0xf6);
    return this;
  }

  /**
   * Writes a whole value.
   *
   * @throws IllegalArgumentException if it is or holds one that only {@link CborForm#ANY_LENGTH}
   *     knows
   */
  public CborWriter value(CborValue value) {
    if (value instanceof IntegerValue integer) {
      return integer(integer.value());
    }
    if (value instanceof BytesValue bytes) {
      return bytes(bytes.unsafeValue());
    }
    if (value instanceof TextValue text) {
      return text(text.value());
    }
    if (value instanceof BooleanValue bool) {
      return bool(bool.value());
    }
    if (value instanceof ArrayValue array) {
      array(array.items().size());
      array.items().forEach(this::value);
      return this;
    }
    if (value instanceof MapValue map) {
      map(map.entries().size());
      map.entries().forEach((key, entry) -> value(key).value(entry));
      return this;
    }
    if (value instanceof NullValue) {
      return nil();
    }
    throw new IllegalArgumentException("a " + value.kind() + " has no definite form");
  }

  /** What has been written so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private CborWriter head(int majorType, long argument) {
    int major = majorType << 5;
    if (argument < 0) {
      throw new IllegalArgumentException("a length or count is negative");
    } else if (argument < 24) {
      out.write(major | (int) argument);
    } else if (argument < 1L << 8) {
      out.write(major | 24);
      unsigned(argument, 1);
    } else if (argument < 1L << 16) {
      out.write(major | 25);
      unsigned(argument, 2);
    } else if (argument < 1L << 32) {
      out.write(major | 26);
      unsigned(argument, 4);
    } else {
      out.write(major | 27);
      unsigned(argument, 8);
    }
    return this;
  }

  private void unsigned(long value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
