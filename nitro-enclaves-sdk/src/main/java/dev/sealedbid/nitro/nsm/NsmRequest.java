package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * A request to the NSM, as it stands on the wire: a CBOR text string for a request without
 * parameters, otherwise a map of one entry from the request's name to its parameters.
 */
public sealed interface NsmRequest {

  /** The driver refuses longer requests (linux drivers/misc/nsm.c, NSM_REQUEST_MAX_SIZE). */
  int MAX_LENGTH = 0x1000;

  /** The most bytes with which a register is extended at once. */
  int MAX_EXTEND_DATA_LENGTH = 512;

  /** The encoded request, at most {@link #MAX_LENGTH} bytes. */
  byte[] encode();

  /**
   * Reads a request strictly: an NSM's side of the conversation.
   *
   * @throws MalformedNsmMessageException if {@code message} is too long, not strict CBOR, or not
   *     exactly one known request with exactly its parameters within their limits
   */
  static NsmRequest decode(byte[] message) throws MalformedNsmMessageException {
    return NsmRequestReader.read(message);
  }

  /** Asks for an attestation document. */
  record Attest(AttestationRequest request) implements NsmRequest {
    @Override
    public byte[] encode() {
      CborWriter writer = new CborWriter().map(1).text("Attestation").map(3);
      optional(writer.text("user_data"), request.userData());
      optional(writer.text("nonce"), request.nonce());
      optional(writer.text("public_key"), request.publicKey());
      return writer.toByteArray();
    }

    private static void optional(CborWriter writer, Optional<byte[]> value) {
      value.ifPresentOrElse(writer::bytes, writer::nil);
    }
  }

  /** Asks for random bytes; the NSM chooses how many. */
  record GetRandom() implements NsmRequest {
    @Override
    public byte[] encode() {
      return new CborWriter().text("GetRandom").toByteArray();
    }
  }

  /** Asks what the NSM is. */
  record DescribeNsm() implements NsmRequest {
    @Override
    public byte[] encode() {
      return new CborWriter().text("DescribeNSM").toByteArray();
    }
  }

  /** Asks for one register. */
  record DescribePcr(int index) implements NsmRequest {
    public DescribePcr {
      requireUnsigned16(index);
    }

    @Override
    public byte[] encode() {
      return indexed("DescribePCR", "index", index);
    }
  }

  /** Extends one register. */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
  record ExtendPcr(int index, byte[] data) implements NsmRequest {
    public ExtendPcr {
      requireUnsigned16(index);
      if (data.length < 1 || data.length > MAX_EXTEND_DATA_LENGTH) {
        throw new IllegalArgumentException(
            "a register is extended with 1 to " + MAX_EXTEND_DATA_LENGTH + " bytes");
      }
      data = data.clone();
    }

    @Override
    public byte[] data() {
      return data.clone();
    }

    @Override
    public byte[] encode() {
      return new CborWriter()
          .map(1)
          .text("ExtendPCR")
          .map(2)
          .text("index")
          .integer(index)
          .text("data")
          .bytes(data)
          .toByteArray();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ExtendPcr that
          && index == that.index
          && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
      return 31 * index + Arrays.hashCode(data);
    }
  }

  /** Locks one register. */
  record LockPcr(int index) implements NsmRequest {
    public LockPcr {
      requireUnsigned16(index);
    }

    @Override
    public byte[] encode() {
      return indexed("LockPCR", "index", index);
    }
  }

  /** Locks the registers 0 to {@code range - 1}. */
  record LockPcrs(int range) implements NsmRequest {
    public LockPcrs {
      requireUnsigned16(range);
    }

    @Override
    public byte[] encode() {
      return indexed("LockPCRs", "range", range);
    }
  }

  private static byte[] indexed(String name, String parameter, int value) {
    return new CborWriter().map(1).text(name).map(1).text(parameter).integer(value).toByteArray();
  }

  private static void requireUnsigned16(int value) {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("a PCR index or range is an unsigned 16-bit number");
    }
  }
}
