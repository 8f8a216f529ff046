package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.NsmErrorCode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The 32 PCRs of one enclave: 0–15 are locked at boot, 16–31 can be extended until they are locked.
 * Thread-safe.
 */
final class PcrBank {
  static final int COUNT = 32;
  static final int LOCKED_AT_BOOT = 16;

  private final byte[][] values = new byte[COUNT][];
  private final boolean[] locked = new boolean[COUNT];

  PcrBank(Map<Integer, byte[]> boot) {
    for (int index = 0; index < COUNT; index++) {
      byte[] value = boot.get(index);
      values[index] = value == null ? Measurement.zero() : value.clone();
      locked[index] = index < LOCKED_AT_BOOT || value != null;
    }
  }

  synchronized byte[] value(int index) throws NsmRefusal {
    check(index);
    return values[index].clone();
  }

  synchronized boolean isLocked(int index) throws NsmRefusal {
    check(index);
    return locked[index];
  }

  synchronized byte[] extend(int index, byte[] data) throws NsmRefusal {
    checkWritable(index);
    values[index] = Measurement.extend(values[index], data);
    return values[index].clone();
  }

  synchronized void lock(int index) throws NsmRefusal {
    checkWritable(index);
    locked[index] = true;
  }

  /** Locks 0 … range-1. */
  synchronized void lockRange(int range) throws NsmRefusal {
    if (range < 0 || range > COUNT) {
      throw new NsmRefusal(NsmErrorCode.INVALID_INDEX);
    }
    for (int index = 0; index < range; index++) {
      locked[index] = true;
    }
  }

  /** What an attestation document shows. */
  synchronized SortedMap<Integer, byte[]> lockedValues() {
    SortedMap<Integer, byte[]> shown = new TreeMap<>();
    for (int index = 0; index < COUNT; index++) {
      if (locked[index]) {
        shown.put(index, values[index].clone());
      }
    }
    return shown;
  }

  private void checkWritable(int index) throws NsmRefusal {
    check(index);
    if (locked[index]) {
      throw new NsmRefusal(NsmErrorCode.READ_ONLY_INDEX);
    }
  }

  private static void check(int index) throws NsmRefusal {
    if (index < 0 || index >= COUNT) {
      throw new NsmRefusal(NsmErrorCode.INVALID_INDEX);
    }
  }
}
