package dev.sealedbid.nitro.nsm;

import java.util.Arrays;
import java.util.HexFormat;

/** One platform configuration register: its value and whether it can still be extended. */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record PcrState(boolean locked, byte[] value) {
  public PcrState {
    value = value.clone();
  }

  /** A copy of the register's value, 48 bytes with SHA-384. */
  @Override
  public byte[] value() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PcrState that
        && locked == that.locked
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * Boolean.hashCode(locked) + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "PcrState[locked=" + locked + ", value=" + HexFormat.of().formatHex(value) + "]";
  }
}
