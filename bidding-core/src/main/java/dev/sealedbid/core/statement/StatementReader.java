package dev.sealedbid.core.statement;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import java.util.Arrays;

/**
 * Reads statements.
 *
 * <p>What was read is written again and must give the same bytes. That one check refuses unknown
 * fields, another order, white space, escapes, other spellings of times and numbers: there is one
 * form, so two different byte strings never say the same.
 */
final class StatementReader {
  private static final JsonLimits LIMITS =
      JsonLimits.of(Limits.MAX_STATEMENT_LENGTH, Limits.MAX_STATEMENT_VALUES);

  private StatementReader() {}

  static Statement read(StatementType type, byte[] bytes) throws MalformedStatementException {
    Members members = members(bytes);
    if (members.number("version") != 1) {
      throw new MalformedStatementException("$.version: must be 1");
    }
    if (!members.text("type").equals(type.label())) {
      throw new MalformedStatementException("$.type: must be \"" + type.label() + "\" here");
    }
    Statement statement = statement(type, members);
    if (!Arrays.equals(statement.encode(), bytes)) {
      throw new MalformedStatementException(
          "the statement isn't in its one form: a field, the order, white space or a spelling"
              + " differs");
    }
    return statement;
  }

  private static Members members(byte[] bytes) throws MalformedStatementException {
    try {
      return Members.of("$", StrictJson.parse(bytes, LIMITS));
    } catch (MalformedJsonException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Statement statement(StatementType type, Members members)
      throws MalformedStatementException {
    try {
      return switch (type) {
        case OPENING -> opening(members);
        case ACKNOWLEDGEMENT -> acknowledgement(members);
        case OUTCOME -> outcome(members);
        case VOID -> voidStatement(members);
      };
    } catch (IllegalArgumentException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Opening opening(Members in) throws MalformedStatementException {
    return new Opening(
        in.text("auctionId"),
        in.digest("termsSha384"),
        in.sessionId("sessionId"),
        in.time("openedAt"));
  }

  private static Acknowledgement acknowledgement(Members in) throws MalformedStatementException {
    return new Acknowledgement(
        in.text("auctionId"),
        in.sessionId("sessionId"),
        in.text("buyerId"),
        in.digest("sheetSha384"),
        in.number("revision"),
        in.number("sequence"),
        in.time("receivedAt"));
  }

  private static Outcome outcome(Members in) throws MalformedStatementException {
    return new Outcome(
        in.text("auctionId"),
        in.sessionId("sessionId"),
        in.digest("termsSha384"),
        in.time("resolvedAt"),
        in.digest("lotterySeed"),
        in.objects("lots", StatementReader::lot),
        in.objects("buyers", StatementReader::buyer),
        in.objects("acknowledged", StatementReader::acknowledged),
        in.objects("awards", StatementReader::award));
  }

  private static VoidStatement voidStatement(Members in) throws MalformedStatementException {
    return new VoidStatement(
        in.text("auctionId"),
        in.sessionId("sessionId"),
        in.digest("termsSha384"),
        in.time("voidedAt"),
        in.constant("reason", VoidReason.class),
        in.objects("buyers", m -> new BuyerCode(m.text("buyerId"), m.text("code"))));
  }

  private static LotResult lot(Members in) throws MalformedStatementException {
    return new LotResult(
        in.text("lotId"),
        in.constant("status", LotStatus.class),
        in.texts("winners"),
        in.numberIfPresent("price"));
  }

  private static BuyerResult buyer(Members in) throws MalformedStatementException {
    return new BuyerResult(
        in.text("buyerId"),
        in.constant("status", BuyerStatus.class),
        in.textIfPresent("code"),
        in.digestIfPresent("sheetSha384"));
  }

  private static AcknowledgedSheet acknowledged(Members in) throws MalformedStatementException {
    return new AcknowledgedSheet(
        in.text("buyerId"), in.digest("sheetSha384"), in.number("revision"), in.number("sequence"));
  }

  private static AwardDigest award(Members in) throws MalformedStatementException {
    return new AwardDigest(in.text("recipient"), in.digest("sha384"));
  }
}
