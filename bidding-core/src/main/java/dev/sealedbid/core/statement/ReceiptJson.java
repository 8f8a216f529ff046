package dev.sealedbid.core.statement;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.Base64Text;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of attested statements and receipts. Strict, but white space and order are free: these
 * files carry bytes that are hashed, and aren't hashed themselves.
 */
final class ReceiptJson {
  private static final int VERSION = 1;
  private static final int MAX_ATTESTED_LENGTH =
      (Limits.MAX_STATEMENT_LENGTH + Limits.MAX_ATTESTATION_LENGTH) / 3 * 4 + 1_024;

  private ReceiptJson() {}

  static AttestedStatement readAttested(byte[] json) throws MalformedStatementException {
    return attested(members(json, MAX_ATTESTED_LENGTH));
  }

  static Receipt readReceipt(byte[] json) throws MalformedStatementException {
    Members in = members(json, Limits.MAX_RECEIPT_LENGTH);
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
    try (JsonGenerator out = generator(bytes)) {
      out.writeStartObject();
      out.writeNumberProperty("version", VERSION);
      out.writeStringProperty("terms", Base64Text.encode(receipt.terms()));
      out.writeName("opening");
      write(out, receipt.opening());
      out.writeName("acknowledgements");
      out.writeStartArray();
      receipt.acknowledgements().forEach(acknowledgement -> write(out, acknowledgement));
      out.writeEndArray();
      out.writeName("outcome");
      write(out, receipt.outcome());
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static Members members(byte[] json, int maxLength) throws MalformedStatementException {
    try {
      return Members.of("$", StrictJson.parse(json, maxLength));
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
    out.writeStringProperty("statement", Base64Text.encode(statement.statement()));
    out.writeStringProperty("attestation", Base64Text.encode(statement.attestation()));
    out.writeEndObject();
  }

  private static JsonGenerator generator(ByteArrayOutputStream bytes) {
    return JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), bytes);
  }
}
