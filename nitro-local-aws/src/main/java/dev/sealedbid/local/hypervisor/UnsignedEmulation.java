package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.cbor.CborForm;
import dev.sealedbid.nitro.cbor.CborReader;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import dev.sealedbid.nitro.cbor.MalformedCborException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents as the NSM of QEMU's {@code nitro-enclave} machine writes them, for tests without QEMU:
 * 64 zero bytes where the certificate, its one issuer and the signature should be, and no algorithm
 * in the header.
 *
 * <p>Source: QEMU's hw/virtio/virtio-nsm.c; seen in a guest.
 */
public final class UnsignedEmulation {
  private static final int MAX_LENGTH = 16_384;
  private static final byte[] ZEROES = new byte[64];
  private static final byte[] NO_ALGORITHM = {(byte) 0xa1, 0x01, 0x20}; // {1: -1}

  private UnsignedEmulation() {}

  /**
   * What the emulator would have written instead of this signed document.
   *
   * @throws IllegalArgumentException if it isn't a document of a local hypervisor
   */
  public static byte[] of(byte[] signed) {
    try {
      List<CborValue> envelope =
          ((ArrayValue) CborReader.read(signed, MAX_LENGTH, CborForm.DEFINITE)).items();
      MapValue payload =
          (MapValue)
              CborReader.read(
                  ((BytesValue) envelope.get(2)).value(), MAX_LENGTH, CborForm.ANY_LENGTH);
      Map<CborValue, CborValue> fields = new LinkedHashMap<>(payload.entries());
      fields.put(new TextValue("certificate"), new BytesValue(ZEROES));
      fields.put(new TextValue("cabundle"), new ArrayValue(List.of(new BytesValue(ZEROES))));
      return new CborWriter()
          .array(4)
          .bytes(NO_ALGORITHM)
          .value(envelope.get(1))
          .bytes(new CborWriter().value(new MapValue(fields)).toByteArray())
          .bytes(ZEROES)
          .toByteArray();
    } catch (MalformedCborException | ClassCastException e) {
      throw new IllegalArgumentException("not a document of a local hypervisor", e);
    }
  }
}
