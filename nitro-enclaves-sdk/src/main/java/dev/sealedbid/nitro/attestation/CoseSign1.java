package dev.sealedbid.nitro.attestation;

import dev.sealedbid.nitro.cbor.CborForm;
import dev.sealedbid.nitro.cbor.CborReader;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import dev.sealedbid.nitro.cbor.MalformedCborException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The envelope of an attestation document: COSE_Sign1 (RFC 9052 §4.2), of which only the one form
 * that the NSM writes is accepted. It isn't signed itself, so nothing in it is left to whoever
 * carries it. The algorithm comes from this code, never from the message.
 */
@SuppressWarnings("ArrayRecordComponent") // stays within the package, never compared
record CoseSign1(byte[] payload, byte[] signature) {
  /** Tag 18 in its one-byte head; real documents come without it. */
  private static final byte TAG_18 = (byte) 0xd2;

  /** {1: -35}: the algorithm is ES384, and nothing else stands in the header. */
  private static final byte[] PROTECTED_HEADER = HexFormat.of().parseHex("a1013822");

  private static final int SIGNATURE_LENGTH = 96;

  /** {1: -1}: QEMU names no algorithm, for it signs nothing. */
  private static final byte[] EMULATED_HEADER = HexFormat.of().parseHex("a10120");

  /** What QEMU writes where a signature or certificate should be. */
  private static final int EMULATED_LENGTH = 64;

  static CoseSign1 parse(byte[] document) throws AttestationFormatException {
    List<CborValue> parts = parts(document);
    CoseSign1 envelope = withoutHeader(parts);
    if (isEmulated(envelope.signature)) {
      throw new AttestationFormatException(
          "signature", "an ES384 signature", "64 zero bytes: an unsigned document of an emulator");
    }
    requireHeader(parts, PROTECTED_HEADER, "a1013822 (ES384 alone)");
    if (envelope.signature.length != SIGNATURE_LENGTH) {
      throw new AttestationFormatException(
          "signature", SIGNATURE_LENGTH + " bytes", envelope.signature.length + " bytes");
    }
    return envelope;
  }

  static CoseSign1 parseUnsigned(byte[] document) throws AttestationFormatException {
    List<CborValue> parts = parts(document);
    CoseSign1 envelope = withoutHeader(parts);
    if (!isEmulated(envelope.signature)) {
      throw new AttestationFormatException(
          "signature",
          "64 zero bytes, as an emulator writes",
          envelope.signature.length + " bytes");
    }
    requireHeader(parts, EMULATED_HEADER, "a10120, as an emulator writes");
    return envelope;
  }

  /** Whether this is an envelope with an emulator's zeroes for a signature. */
  static boolean isUnsigned(byte[] document) {
    try {
      return isEmulated(withoutHeader(parts(document)).signature);
    } catch (AttestationFormatException e) {
      return false;
    }
  }

  static boolean isEmulated(byte[] signatureOrCertificate) {
    return Arrays.equals(signatureOrCertificate, new byte[EMULATED_LENGTH]);
  }

  /**
   * What is signed: Sig_structure of RFC 9052 §4.4 with empty external data, over the payload's
   * bytes as they were received.
   */
  byte[] signedBytes() {
    return new CborWriter()
        .array(4)
        .text("Signature1")
        .bytes(PROTECTED_HEADER)
        .bytes(new byte[0])
        .bytes(payload)
        .toByteArray();
  }

  private static void requireHeader(List<CborValue> parts, byte[] expected, String shown)
      throws AttestationFormatException {
    byte[] header = bytes("protected header", parts.get(0));
    if (!Arrays.equals(header, expected)) {
      throw new AttestationFormatException("protected header", shown, shownHeader(header));
    }
  }

  private static CoseSign1 withoutHeader(List<CborValue> parts) throws AttestationFormatException {
    if (!(parts.get(1) instanceof MapValue unprotected && unprotected.entries().isEmpty())) {
      throw new AttestationFormatException(
          "unprotected header", "an empty map", "a " + parts.get(1).kind() + " that is not");
    }
    byte[] payload = bytes("payload", parts.get(2));
    if (payload.length == 0) {
      throw new AttestationFormatException("payload", "1 byte at least", "none");
    }
    return new CoseSign1(payload, bytes("signature", parts.get(3)));
  }

  private static List<CborValue> parts(byte[] document) throws AttestationFormatException {
    if (document.length > AttestationDocument.MAX_LENGTH) {
      throw new AttestationFormatException(
          "length",
          "at most " + AttestationDocument.MAX_LENGTH + " bytes",
          document.length + " bytes");
    }
    byte[] untagged =
        document.length > 0 && document[0] == TAG_18
            ? Arrays.copyOfRange(document, 1, document.length)
            : document;
    CborValue value = read("COSE_Sign1", untagged, CborForm.DEFINITE);
    if (value instanceof ArrayValue array && array.items().size() == 4) {
      return array.items();
    }
    throw new AttestationFormatException("COSE_Sign1", "an array of 4", "another " + value.kind());
  }

  static CborValue read(String rule, byte[] cbor, CborForm form) throws AttestationFormatException {
    try {
      return CborReader.read(cbor, AttestationDocument.MAX_LENGTH, form);
    } catch (MalformedCborException e) {
      throw new AttestationFormatException(rule, "strict CBOR", String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] bytes(String rule, CborValue value) throws AttestationFormatException {
    if (value instanceof BytesValue bytes) {
      return bytes.value();
    }
    throw new AttestationFormatException(rule, "a byte string", "a " + value.kind());
  }

  private static String shownHeader(byte[] header) {
    return header.length > 0 && header.length <= 16
        ? HexFormat.of().formatHex(header)
        : header.length + " bytes";
  }
}
