package dev.sealedbid.nitro.attestation;

import dev.sealedbid.nitro.cbor.CborForm;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an attestation document by the rules of attestation_process.md §3.2.2.2.
 *
 * <p>What is signed can't be forged by being encoded otherwise, so maps and arrays are taken in
 * both forms, definite as AWS wrote until the middle of 2025 and indefinite as it writes the
 * outermost map since, and fields that aren't known are skipped, within the limits of {@link
 * CborForm#ANY_LENGTH}.
 *
 * <p>The specification says that no field can be null, yet the NSM itself writes null for an
 * optional field that was not asked for: null is an absent optional field, and an error in a
 * mandatory one.
 */
@SuppressWarnings("ArrayRecordComponent") // stays within the package, never compared
record AttestationPayload(
    String moduleId,
    Instant timestamp,
    Pcrs pcrs,
    byte[] certificate,
    List<byte[]> caBundle,
    byte @Nullable [] publicKey,
    byte @Nullable [] userData,
    byte @Nullable [] nonce) {
  private static final String DIGEST = "SHA384";
  private static final int MAX_PCRS = 32;
  private static final int MAX_CERTIFICATE_LENGTH = 1024;

  /** Of public key, user data and nonce: the CDDL of §2.2, which real documents make use of. */
  private static final int MAX_OPTIONAL_LENGTH = 1024;

  /** Far beyond any real time, well within what {@link Instant} and {@link java.util.Date} hold. */
  private static final long MAX_TIMESTAMP = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  static AttestationPayload parse(byte[] payload) throws AttestationFormatException {
    AttestationPayload parsed = parseAnyCertificate(payload);
    if (CoseSign1.isEmulated(parsed.certificate)
        || parsed.caBundle.stream().anyMatch(CoseSign1::isEmulated)) {
      throw new AttestationFormatException(
          "certificate",
          "X.509 certificates",
          "64 zero bytes: an unsigned document of an emulator");
    }
    return parsed;
  }

  static AttestationPayload parseUnsigned(byte[] payload) throws AttestationFormatException {
    AttestationPayload parsed = parseAnyCertificate(payload);
    if (!CoseSign1.isEmulated(parsed.certificate)) {
      throw new AttestationFormatException(
          "certificate", "64 zero bytes, as an emulator writes", "another value");
    }
    return parsed;
  }

  private static AttestationPayload parseAnyCertificate(byte[] payload)
      throws AttestationFormatException {
    CborValue value = CoseSign1.read("payload", payload, CborForm.ANY_LENGTH);
    if (!(value instanceof MapValue map)) {
      throw new AttestationFormatException("payload", "a map", "a " + value.kind());
    }
    requireNoNamesAsBytes(map);
    String moduleId = text(map, "module_id");
    if (moduleId.isEmpty()) {
      throw new AttestationFormatException(
          "module_id", "a text that is not empty", "an empty text");
    }
    if (!text(map, "digest").equals(DIGEST)) {
      throw new AttestationFormatException("digest", DIGEST, "another digest");
    }
    return new AttestationPayload(
        moduleId,
        timestamp(map),
        pcrs(map),
        bytes("certificate", mandatory(map, "certificate"), 1, MAX_CERTIFICATE_LENGTH),
        caBundle(map),
        optionalBytes(map, "public_key", 1, MAX_OPTIONAL_LENGTH),
        optionalBytes(map, "user_data", 0, MAX_OPTIONAL_LENGTH),
        optionalBytes(map, "nonce", 0, MAX_OPTIONAL_LENGTH));
  }

  /** "nonce" as text and as bytes would be two fields for us, and one for another parser. */
  private static void requireNoNamesAsBytes(MapValue map) throws AttestationFormatException {
    if (map.entries().keySet().stream().anyMatch(BytesValue.class::isInstance)) {
      throw new AttestationFormatException("payload", "fields named by texts", "a byte string");
    }
  }

  private static Instant timestamp(MapValue map) throws AttestationFormatException {
    CborValue value = mandatory(map, "timestamp");
    if (!(value instanceof IntegerValue integer)) {
      throw new AttestationFormatException("timestamp", "an integer", "a " + value.kind());
    }
    if (integer.value() <= 0 || integer.value() > MAX_TIMESTAMP) {
      throw new AttestationFormatException(
          "timestamp", "milliseconds from 1 to " + MAX_TIMESTAMP, "" + integer.value());
    }
    return Instant.ofEpochMilli(integer.value());
  }

  private static Pcrs pcrs(MapValue map) throws AttestationFormatException {
    CborValue value = mandatory(map, "pcrs");
    if (!(value instanceof MapValue entries)) {
      throw new AttestationFormatException("pcrs", "a map", "a " + value.kind());
    }
    int count = entries.entries().size();
    if (count < 1 || count > MAX_PCRS) {
      throw new AttestationFormatException(
          "pcrs", "1 to " + MAX_PCRS + " registers", count + " registers");
    }
    Map<Integer, byte[]> values = new HashMap<>();
    for (Map.Entry<CborValue, CborValue> entry : entries.entries().entrySet()) {
      int index = pcrIndex(entry.getKey());
      values.put(
          index,
          bytes("pcrs[" + index + "]", entry.getValue(), Pcrs.VALUE_LENGTH, Pcrs.VALUE_LENGTH));
    }
    return Pcrs.of(values);
  }

  private static int pcrIndex(CborValue key) throws AttestationFormatException {
    if (!(key instanceof IntegerValue index)) {
      throw new AttestationFormatException("pcrs", "integers as keys", "a " + key.kind());
    }
    if (index.value() < 0 || index.value() >= MAX_PCRS) {
      throw new AttestationFormatException(
          "pcrs", "indexes from 0 to " + (MAX_PCRS - 1), "" + index.value());
    }
    return (int) index.value();
  }

  private static List<byte[]> caBundle(MapValue map) throws AttestationFormatException {
    CborValue value = mandatory(map, "cabundle");
    if (!(value instanceof ArrayValue array)) {
      throw new AttestationFormatException("cabundle", "an array", "a " + value.kind());
    }
    if (array.items().isEmpty()) {
      throw new AttestationFormatException("cabundle", "1 certificate at least", "none");
    }
    List<byte[]> certificates = new ArrayList<>();
    for (CborValue item : array.items()) {
      certificates.add(bytes("cabundle", item, 1, MAX_CERTIFICATE_LENGTH));
    }
    return List.copyOf(certificates);
  }

  private static byte @Nullable [] optionalBytes(MapValue map, String field, int least, int most)
      throws AttestationFormatException {
    CborValue value = map.get(field).orElse(null);
    return value == null || value instanceof NullValue ? null : bytes(field, value, least, most);
  }

  private static byte[] bytes(String rule, CborValue value, int least, int most)
      throws AttestationFormatException {
    if (!(value instanceof BytesValue bytes)) {
      throw new AttestationFormatException(rule, "a byte string", "a " + value.kind());
    }
    if (bytes.length() < least || bytes.length() > most) {
      throw new AttestationFormatException(
          rule,
          least == most ? least + " bytes" : least + " to " + most + " bytes",
          bytes.length() + " bytes");
    }
    return bytes.value();
  }

  private static String text(MapValue map, String field) throws AttestationFormatException {
    CborValue value = mandatory(map, field);
    if (value instanceof TextValue text) {
      return text.value();
    }
    throw new AttestationFormatException(field, "a text string", "a " + value.kind());
  }

  private static CborValue mandatory(MapValue map, String field) throws AttestationFormatException {
    return map.get(field)
        .orElseThrow(() -> new AttestationFormatException(field, "the field", "none"));
  }
}
