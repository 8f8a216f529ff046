package dev.sealedbid.nitro.attestation;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Platform configuration registers: SHA-384 values of 48 bytes under the indexes 0 to 31, one at
 * least. Compares by content.
 */
public final class Pcrs {
  /** The length of a register in bytes. */
  public static final int VALUE_LENGTH = 48;

  private static final int MAX_INDEX = 31;

  private final SortedMap<Integer, byte[]> values;

  private Pcrs(SortedMap<Integer, byte[]> values) {
    this.values = values;
  }

  /**
   * A set of registers.
   *
   * @throws IllegalArgumentException if there is no register, an index is not within 0 to 31, or a
   *     value is not 48 bytes long
   */
  public static Pcrs of(Map<Integer, byte[]> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there must be one PCR at least");
    }
    TreeMap<Integer, byte[]> copy = new TreeMap<>();
    values.forEach((index, value) -> copy.put(requireIndex(index), requireValue(index, value)));
    return new Pcrs(copy);
  }

  /** The indexes that have a value, ascending. */
  public Set<Integer> indexes() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** A copy of a register's value. */
  public Optional<byte[]> value(int index) {
    return Optional.ofNullable(values.get(index)).map(byte[]::clone);
  }

  /**
   * A register as 96 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException if there is no such register
   */
  public String hex(int index) {
    byte[] value = values.get(index);
    if (value == null) {
      throw new IllegalArgumentException("there is no PCR" + index);
    }
    return HexFormat.of().formatHex(value);
  }

  /**
   * Whether a register is all zero, as those of an enclave in debug mode are. An absent register
   * counts as zero: both prove nothing.
   */
  public boolean isZero(int index) {
    byte[] value = values.get(index);
    return value == null || Arrays.equals(value, new byte[VALUE_LENGTH]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pcrs that
        && values.keySet().equals(that.values.keySet())
        && values.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), that.values.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<Integer, byte[]> entry : values.entrySet()) {
      hash = 31 * hash + entry.getKey();
      hash = 31 * hash + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Pcrs");
    values
        .keySet()
        .forEach(index -> text.append(" PCR").append(index).append('=').append(hex(index)));
    return text.toString();
  }

  private static int requireIndex(int index) {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException("a PCR's index is 0 to " + MAX_INDEX + ", not " + index);
    }
    return index;
  }

  private static byte[] requireValue(int index, byte[] value) {
    if (value.length != VALUE_LENGTH) {
      throw new IllegalArgumentException(
          "PCR" + index + " has " + value.length + " bytes, not " + VALUE_LENGTH);
    }
    return value.clone();
  }
}
