package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborWriter;
import java.util.Arrays;
import java.util.Optional;

/** A response of the NSM, as it stands on the wire (the same forms as {@link NsmRequest}). */
public sealed interface NsmResponse {

  /** The driver's response buffer (linux drivers/misc/nsm.c, NSM_RESPONSE_MAX_SIZE). */
  int MAX_LENGTH = 0x3000;

  /** The encoded response; an NSM answers with at most {@link #MAX_LENGTH} bytes. */
  byte[] encode();

  /**
   * Reads a response. Maps and arrays may have definite or indefinite length, and what isn't known
   * is skipped: the NSM's encoder has changed before, and an enclave that can't read its answers
   * any more can't be mended.
   *
   * @throws MalformedNsmMessageException if {@code message} is too long, not CBOR of {@link
   *     dev.sealedbid.nitro.cbor.CborForm#ANY_LENGTH}, or not exactly one known response with all
   *     of its fields
   */
  static NsmResponse decode(byte[] message) throws MalformedNsmMessageException {
    return NsmResponseReader.read(message);
  }

  /** An attestation document. */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
  record Attested(byte[] document) implements NsmResponse {
    public Attested {
      document = document.clone();
    }

    @Override
    public byte[] document() {
      return document.clone();
    }

    @Override
    public byte[] encode() {
      return field("Attestation", "document", document);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Attested that && Arrays.equals(document, that.document);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(document);
    }
  }

  /** Random bytes: a secret until they are used, so {@code toString} is silent about them. */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
  record RandomBytes(byte[] random) implements NsmResponse {
    public RandomBytes {
      random = random.clone();
    }

    @Override
    public byte[] random() {
      return random.clone();
    }

    @Override
    public byte[] encode() {
      return field("GetRandom", "random", random);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RandomBytes that && Arrays.equals(random, that.random);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(random);
    }

    @Override
    public String toString() {
      return "RandomBytes[" + random.length + " bytes]";
    }
  }

  /** What the NSM is. */
  record Described(NsmDescription description) implements NsmResponse {
    @Override
    public byte[] encode() {
      CborWriter writer =
          new CborWriter()
              .map(1)
              .text("DescribeNSM")
              .map(7)
              .text("version_major")
              .integer(description.versionMajor())
              .text("version_minor")
              .integer(description.versionMinor())
              .text("version_patch")
              .integer(description.versionPatch())
              .text("module_id")
              .text(description.moduleId())
              .text("max_pcrs")
              .integer(description.maxPcrs())
              .text("locked_pcrs")
              .array(description.lockedPcrs().size());
      description.lockedPcrs().forEach(writer::integer);
      return writer.text("digest").text(description.digest()).toByteArray();
    }
  }

  /** One register. */
  record PcrDescribed(PcrState state) implements NsmResponse {
    @Override
    public byte[] encode() {
      return new CborWriter()
          .map(1)
          .text("DescribePCR")
          .map(2)
          .text("lock")
          .bool(state.locked())
          .text("data")
          .bytes(state.value())
          .toByteArray();
    }
  }

  /** The new value of an extended register. */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
  record PcrExtended(byte[] value) implements NsmResponse {
    public PcrExtended {
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public byte[] encode() {
      return field("ExtendPCR", "data", value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PcrExtended that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }
  }

  /** A register was locked. */
  record PcrLocked() implements NsmResponse {
    @Override
    public byte[] encode() {
      return new CborWriter().text("LockPCR").toByteArray();
    }
  }

  /** A range of registers was locked. */
  record PcrsLocked() implements NsmResponse {
    @Override
    public byte[] encode() {
      return new CborWriter().text("LockPCRs").toByteArray();
    }
  }

  /**
   * The NSM refused.
   *
   * @param wireName the code as it stands on the wire, one that isn't known included
   */
  record Refused(String wireName) implements NsmResponse {
    public Refused(NsmErrorCode code) {
      this(code.wireName());
    }

    /** The code, if it is one of those that are documented. */
    public Optional<NsmErrorCode> code() {
      return NsmErrorCode.ofWireName(wireName);
    }

    @Override
    public byte[] encode() {
      return new CborWriter().map(1).text("Error").text(wireName).toByteArray();
    }
  }

  private static byte[] field(String name, String field, byte[] value) {
    return new CborWriter().map(1).text(name).map(1).text(field).bytes(value).toByteArray();
  }
}
