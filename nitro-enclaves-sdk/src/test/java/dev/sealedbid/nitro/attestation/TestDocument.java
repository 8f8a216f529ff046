package dev.sealedbid.nitro.attestation;

import dev.sealedbid.nitro.attestation.TestCertificate.Issued;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attestation document in the NSM's layout, right unless a test makes it wrong. */
final class TestDocument {
  static final Instant TIMESTAMP = Instant.parse("2026-11-21T08:00:00Z");
  static final byte[] NONCE = filled(32, 0x5a);
  static final byte[] USER_DATA = filled(48, 0x33);

  private final Map<CborValue, CborValue> fields = new LinkedHashMap<>();
  private MapForm form = MapForm.INDEFINITE;
  private PrivateKey signer;
  private String signatureAlgorithm = "SHA384withECDSAinP1363Format";
  private String context = "Signature1";
  private byte[] protectedHeader = HexFormat.of().parseHex("a1013822");
  private CborValue unprotectedHeader = new MapValue(Map.of());
  private byte @Nullable [] payload;
  private byte @Nullable [] signature;

  private TestDocument(TestPki pki) {
    signer = pki.leaf().keys().getPrivate();
    with("module_id", new TextValue("i-0123456789abcdef0-enc0123456789abcdef"));
    with("digest", new TextValue("SHA384"));
    with("timestamp", new IntegerValue(TIMESTAMP.toEpochMilli()));
    with("pcrs", registers(16));
    withLeaf(pki.leaf());
    withIssuers(pki.issuers());
    with("public_key", new NullValue());
    with("user_data", new BytesValue(USER_DATA));
    with("nonce", new BytesValue(NONCE));
  }

  static TestDocument genuine() {
    return new TestDocument(TestPki.GENUINE);
  }

  static TestDocument of(TestPki pki) {
    return new TestDocument(pki);
  }

  /** Registers 0 to count - 1, each of its own value. */
  static MapValue registers(int count) {
    Map<CborValue, CborValue> registers = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      registers.put(new IntegerValue(i), new BytesValue(filled(48, i + 1)));
    }
    return new MapValue(registers);
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  TestDocument with(String field, CborValue value) {
    fields.put(new TextValue(field), value);
    return this;
  }

  TestDocument withBytes(String field, byte[] value) {
    return with(field, new BytesValue(value));
  }

  TestDocument without(String field) {
    fields.remove(new TextValue(field));
    return this;
  }

  TestDocument withRegister(CborValue index, CborValue value) {
    Map<CborValue, CborValue> registers = new LinkedHashMap<>(registers(16).entries());
    registers.put(index, value);
    return with("pcrs", new MapValue(registers));
  }

  TestDocument withRegister(int index, byte[] value) {
    return withRegister(new IntegerValue(index), new BytesValue(value));
  }

  TestDocument withoutRegister(int index) {
    Map<CborValue, CborValue> registers = new LinkedHashMap<>(registers(16).entries());
    registers.remove(new IntegerValue(index));
    return with("pcrs", new MapValue(registers));
  }

  TestDocument withTimestamp(Instant timestamp) {
    return with("timestamp", new IntegerValue(timestamp.toEpochMilli()));
  }

  TestDocument withLeaf(Issued leaf) {
    return withBytes("certificate", leaf.der());
  }

  TestDocument withIssuers(List<Issued> issuers) {
    return with(
        "cabundle",
        new ArrayValue(
            issuers.stream().<CborValue>map(issuer -> new BytesValue(issuer.der())).toList()));
  }

  TestDocument signedBy(PrivateKey key) {
    signer = key;
    return this;
  }

  TestDocument signedWith(String algorithm) {
    signatureAlgorithm = algorithm;
    return this;
  }

  TestDocument signedInContext(String otherContext) {
    context = otherContext;
    return this;
  }

  TestDocument withProtectedHeader(String hex) {
    protectedHeader = HexFormat.of().parseHex(hex);
    return this;
  }

  TestDocument withUnprotectedHeader(CborValue header) {
    unprotectedHeader = header;
    return this;
  }

  TestDocument withPayload(byte[] bytes) {
    payload = bytes;
    return this;
  }

  TestDocument withSignature(byte[] bytes) {
    signature = bytes;
    return this;
  }

  TestDocument in(MapForm otherForm) {
    form = otherForm;
    return this;
  }

  /** With one field more, of which the bytes are given: its name and its value. */
  TestDocument withRawField(byte[]... nameAndValue) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    for (byte[] part : nameAndValue) {
      entry.writeBytes(part);
    }
    return withPayload(form.withEntry(payload(), entry.toByteArray()));
  }

  byte[] payload() {
    return payload != null
        ? payload
        : form.of(new CborWriter().value(new MapValue(fields)).toByteArray());
  }

  /** The NSM's layout: untagged. */
  byte[] encode() {
    return new CborWriter().value(new ArrayValue(parts())).toByteArray();
  }

  List<CborValue> parts() {
    return List.of(
        new BytesValue(protectedHeader),
        unprotectedHeader,
        new BytesValue(payload()),
        new BytesValue(signature != null ? signature : sign()));
  }

  byte[] sign() {
    byte[] signed =
        new CborWriter()
            .array(4)
            .text(context)
            .bytes(protectedHeader)
            .bytes(new byte[0])
            .bytes(payload())
            .toByteArray();
    try {
      Signature signing = Signature.getInstance(signatureAlgorithm);
      signing.initSign(signer);
      signing.update(signed);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
