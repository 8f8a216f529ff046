package dev.sealedbid.core.statement;

import dev.sealedbid.core.Sha384;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes statements in their one form. */
final class StatementWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final JsonGenerator out;

  private StatementWriter(JsonGenerator out) {
    this.out = out;
  }

  static byte[] write(Statement statement) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonFactory factory = JsonFactory.builder().build();
    try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
      new StatementWriter(out).statement(statement);
    }
    return bytes.toByteArray();
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  private void statement(Statement statement) {
    out.writeStartObject();
    out.writeNumberProperty("version", 1);
    out.writeStringProperty("type", statement.type().label());
    if (statement instanceof Opening opening) {
      opening(opening);
    } else if (statement instanceof Acknowledgement acknowledgement) {
      acknowledgement(acknowledgement);
    } else if (statement instanceof Outcome outcome) {
      outcome(outcome);
    } else if (statement instanceof VoidStatement voidStatement) {
      voidStatement(voidStatement);
    }
    out.writeEndObject();
  }

  private void opening(Opening opening) {
    out.writeStringProperty("auctionId", opening.auctionId());
    digest("termsSha384", opening.termsSha384());
    out.writeStringProperty("sessionId", opening.sessionId().hex());
    out.writeStringProperty("openedAt", time(opening.openedAt()));
  }

  private void acknowledgement(Acknowledgement acknowledgement) {
    out.writeStringProperty("auctionId", acknowledgement.auctionId());
    out.writeStringProperty("sessionId", acknowledgement.sessionId().hex());
    out.writeStringProperty("buyerId", acknowledgement.buyerId());
    digest("sheetSha384", acknowledgement.sheetSha384());
    out.writeNumberProperty("revision", acknowledgement.revision());
    out.writeNumberProperty("sequence", acknowledgement.sequence());
    out.writeStringProperty("receivedAt", time(acknowledgement.receivedAt()));
  }

  private void outcome(Outcome outcome) {
    out.writeStringProperty("auctionId", outcome.auctionId());
    out.writeStringProperty("sessionId", outcome.sessionId().hex());
    digest("termsSha384", outcome.termsSha384());
    out.writeStringProperty("resolvedAt", time(outcome.resolvedAt()));
    digest("lotterySeed", outcome.lotterySeed());
    objects("lots", outcome.lots(), this::lot);
    objects("buyers", outcome.buyers(), this::buyer);
    objects("acknowledged", outcome.acknowledged(), this::acknowledged);
    objects("awards", outcome.awards(), this::award);
  }

  private void voidStatement(VoidStatement statement) {
    out.writeStringProperty("auctionId", statement.auctionId());
    out.writeStringProperty("sessionId", statement.sessionId().hex());
    digest("termsSha384", statement.termsSha384());
    out.writeStringProperty("voidedAt", time(statement.voidedAt()));
    out.writeStringProperty("reason", statement.reason().name());
    objects("buyers", statement.buyers(), this::buyerCode);
  }

  private void lot(LotResult lot) {
    out.writeStringProperty("lotId", lot.lotId());
    out.writeStringProperty("status", lot.status().name());
    out.writeName("winners");
    out.writeStartArray();
    lot.winners().forEach(out::writeString);
    out.writeEndArray();
    lot.price().ifPresent(price -> out.writeNumberProperty("price", price));
  }

  private void buyer(BuyerResult buyer) {
    out.writeStringProperty("buyerId", buyer.buyerId());
    out.writeStringProperty("status", buyer.status().name());
    buyer.code().ifPresent(code -> out.writeStringProperty("code", code));
    buyer.sheetSha384().ifPresent(sheet -> digest("sheetSha384", sheet));
  }

  private void acknowledged(AcknowledgedSheet sheet) {
    out.writeStringProperty("buyerId", sheet.buyerId());
    digest("sheetSha384", sheet.sheetSha384());
    out.writeNumberProperty("revision", sheet.revision());
    out.writeNumberProperty("sequence", sheet.sequence());
  }

  private void award(AwardDigest award) {
    out.writeStringProperty("recipient", award.recipient());
    digest("sha384", award.sha384());
  }

  private void buyerCode(BuyerCode buyer) {
    out.writeStringProperty("buyerId", buyer.buyerId());
    out.writeStringProperty("code", buyer.code());
  }

  private void digest(String name, Sha384 digest) {
    out.writeStringProperty(name, digest.hex());
  }

  private <T> void objects(String name, List<T> items, Consumer<T> fields) {
    out.writeName(name);
    out.writeStartArray();
    for (T item : items) {
      out.writeStartObject();
      fields.accept(item);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
