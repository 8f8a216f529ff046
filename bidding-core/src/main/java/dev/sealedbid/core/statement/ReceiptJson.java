package dev.sealedbid.core.statement;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Iterator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of attested statements and receipts. Strict, but white space and order are free: these
 * files carry bytes that are hashed, and aren't hashed themselves.
 */
final class ReceiptJson {
  private static final int VERSION = 1;
  // The object, its two texts, and a few more, so that a wrong field is named.
  private static final JsonLimits ATTESTED =
      JsonLimits.of(
          (Limits.MAX_STATEMENT_LENGTH + Limits.MAX_ATTESTATION_LENGTH) / 3 * 4 + 1_024, 16);
  private static final JsonLimits RECEIPT =
      JsonLimits.of(Limits.MAX_RECEIPT_LENGTH, Limits.MAX_RECEIPT_VALUES);

  private ReceiptJson() {}

  static AttestedStatement readAttested(byte[] json) throws MalformedStatementException {
    return attested(members(json, ATTESTED));
  }

  static Receipt readReceipt(byte[] json) throws MalformedStatementException {
    Members in = members(json, RECEIPT);
    in.only("version", "terms", "opening", "acknowledgements", "outcome");
    if (in.number("version") != VERSION) {
      throw new MalformedStatementException("$.version: must be 1");
    }
    try {
      return new Receipt(
          in.base64("terms"),
          attested(in.object("opening")),
          in.objects("acknowledgements", ReceiptJson::attested),
          attested(in.object("outcome")));
    } catch (IllegalArgumentException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()), e);
    }
  }

  static byte[] write(AttestedStatement statement) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = generator(bytes)) {
      write(out, statement);
    }
    return bytes.toByteArray();
  }

  static byte[] write(Receipt receipt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(
        bytes,
        receipt.terms(),
        receipt.opening(),
        receipt.acknowledgements().iterator(),
        receipt.outcome());
    return bytes.toByteArray();
  }

  static void write(
      OutputStream bytes,
      byte[] terms,
      AttestedStatement opening,
      Iterator<AttestedStatement> acknowledgements,
      AttestedStatement outcome) {
    try (JsonGenerator out = generator(bytes)) {
      out.writeStartObject();
      out.writeNumberProperty("version", VERSION);
      out.writeName("terms");
      out.writeBinary(terms);
      out.writeName("opening");
      write(out, opening);
      out.writeName("acknowledgements");
      out.writeStartArray();
      acknowledgements.forEachRemaining(acknowledgement -> write(out, acknowledgement));
      out.writeEndArray();
      out.writeName("outcome");
      write(out, outcome);
      out.writeEndObject();
    }
  }

  private static Members members(byte[] json, JsonLimits limits)
      throws MalformedStatementException {
    try {
      return Members.of("$", StrictJson.parse(json, limits));
    } catch (MalformedJsonException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()), e);
    }
  }

  private static AttestedStatement attested(Members in) throws MalformedStatementException {
    in.only("statement", "attestation");
    try {
      return new AttestedStatement(in.base64("statement"), in.base64("attestation"));
    } catch (IllegalArgumentException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void write(JsonGenerator out, AttestedStatement statement) {
    out.writeStartObject();
    // As base64 of RFC 4648 section 4, padded, without a text of its own: an outcome may have 40
    // MB.
    out.writeName("statement");
    out.writeBinary(statement.statement());
    out.writeName("attestation");
    out.writeBinary(statement.attestation());
    out.writeEndObject();
  }

  private static JsonGenerator generator(OutputStream bytes) {
    return JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), bytes);
  }
}
