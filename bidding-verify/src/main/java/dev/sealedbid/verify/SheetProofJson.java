package dev.sealedbid.verify;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.Base64Text;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import dev.sealedbid.protocol.DataKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON of proofs: strict, but white space and order are free. */
final class SheetProofJson {
  // The object, its eight texts, and a few more, so that a wrong field is named.
  private static final JsonLimits LIMITS = JsonLimits.of(Limits.MAX_PROOF_LENGTH, 32);
  private static final String TYPE = "proof";
  private static final Set<String> FIELDS =
      Set.of(
          "version",
          "type",
          "auctionId",
          "sessionId",
          "buyerId",
          "sheetSha384",
          "ciphertext",
          "dataKey");

  private final JsonObject object;

  private SheetProofJson(JsonObject object) {
    this.object = object;
  }

  static SheetProof read(byte[] json) {
    SheetProofJson in = new SheetProofJson(object(json));
    boolean version1 =
        in.value("version") instanceof JsonNumber number && number.asLong().equals(Optional.of(1L));
    require(version1, "$.version: must be 1");
    require(in.text("type").equals(TYPE), "$.type: must be \"" + TYPE + "\"");
    byte[] key = in.base64("dataKey");
    try (DataKey dataKey = new DataKey(key)) {
      SheetProof proof =
          new SheetProof(
              in.text("auctionId"),
              SessionId.parse(in.text("sessionId")),
              in.text("buyerId"),
              in.base64("ciphertext"),
              dataKey);
      if (!Sha384.parse(in.text("sheetSha384")).equals(proof.sheetSha384())) {
        throw new FalseProofException("$.sheetSha384: isn't the ciphertext's");
      }
      return proof;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  static byte[] write(SheetProof proof) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out =
            JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), bytes);
        DataKey dataKey = proof.dataKey()) {
      out.writeStartObject();
      out.writeNumberProperty("version", 1);
      out.writeStringProperty("type", TYPE);
      out.writeStringProperty("auctionId", proof.auctionId());
      out.writeStringProperty("sessionId", proof.sessionId().hex());
      out.writeStringProperty("buyerId", proof.buyerId());
      out.writeStringProperty("sheetSha384", proof.sheetSha384().hex());
      out.writeStringProperty("ciphertext", Base64Text.encode(proof.ciphertext()));
      out.writeStringProperty("dataKey", Base64Text.encode(dataKey.bytes()));
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static JsonObject object(byte[] json) {
    JsonValue value;
    try {
      value = StrictJson.parse(json, LIMITS);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("not a proof: " + e.getMessage(), e);
    }
    if (!(value instanceof JsonObject object)) {
      throw new IllegalArgumentException("not a proof: must be an object");
    }
    require(object.duplicates().isEmpty(), "a field is there more than once");
    require(
        object.members().keySet().equals(FIELDS),
        "the fields are version, type, auctionId, sessionId, buyerId, sheetSha384, ciphertext,"
            + " dataKey");
    return object;
  }

  private JsonValue value(String name) {
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw new IllegalArgumentException("$." + name + ": is missing");
    }
    return value;
  }

  private String text(String name) {
    if (value(name) instanceof JsonText text) {
      return text.text();
    }
    throw new IllegalArgumentException("not a proof: $." + name + ": must be a text");
  }

  private byte[] base64(String name) {
    return Base64Text.decode(text(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a proof: $." + name + ": must be base64 with padding"));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("not a proof: " + message);
    }
  }
}
