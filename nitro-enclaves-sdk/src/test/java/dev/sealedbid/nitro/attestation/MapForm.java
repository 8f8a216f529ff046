package dev.sealedbid.nitro.attestation;

import java.util.Arrays;

/** The payload's outermost map, as AWS encodes it since 2025 and as it did before. */
enum MapForm {
  INDEFINITE {
    @Override
    byte[] of(byte[] definite) {
      byte[] map = Arrays.copyOf(definite, definite.length + 1);
      map[0] = (byte) 0xbf;
      map[definite.length] = (byte) 0xff;
      return map;
    }

    @Override
    byte[] withEntry(byte[] map, byte[] entry) {
      byte[] longer = Arrays.copyOf(map, map.length + entry.length);
      System.arraycopy(entry, 0, longer, map.length - 1, entry.length);
      longer[longer.length - 1] = (byte) 0xff;
      return longer;
    }
  },

  DEFINITE {
    @Override
    byte[] of(byte[] definite) {
      return definite;
    }

    @Override
    byte[] withEntry(byte[] map, byte[] entry) {
      byte[] longer = Arrays.copyOf(map, map.length + entry.length);
      System.arraycopy(entry, 0, longer, map.length, entry.length);
      longer[0]++;
      return longer;
    }
  };

  /** This form of a definite map with fewer than 24 entries. */
  abstract byte[] of(byte[] definite);

  /** A map of this form with one entry more: the bytes of a key and a value. */
  abstract byte[] withEntry(byte[] map, byte[] entry);
}
