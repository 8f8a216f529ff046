package dev.sealedbid.e2e.localstack;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.util.HashMap;
import java.util.Map;

/** PCRs of an enclave that there isn't. */
final class SomePcrs {
  private static final int BANK = 16;

  private SomePcrs() {}

  /** Sixteen that aren't zero. */
  static Pcrs of(int first) {
    Map<Integer, byte[]> values = new HashMap<>();
    for (int i = 0; i < BANK; i++) {
      byte[] value = new byte[Pcrs.VALUE_LENGTH];
      value[0] = (byte) (first + i);
      values.put(i, value);
    }
    return Pcrs.of(values);
  }
}
