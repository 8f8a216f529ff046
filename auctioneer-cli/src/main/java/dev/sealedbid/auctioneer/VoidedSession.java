package dev.sealedbid.auctioneer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.rest.AttestedStatementView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session that ended without an outcome: what its void statement says, read but not verified.
 *
 * @param statement what it says
 * @param attested the statement with its document, as a file keeps them
 * @param words the auctioneer's own words for it, which nobody attests; or null
 */
record VoidedSession(VoidStatement statement, AttestedStatement attested, @Nullable String words) {

  /** The void statement of this auction in a parent's answer. */
  static VoidedSession of(String auctionId, AttestedStatementView view, @Nullable String words) {
    byte[] bytes = view.statementBytes();
    Statement statement = parsed(auctionId, bytes);
    if (statement instanceof VoidStatement voided && voided.auctionId().equals(auctionId)) {
      return new VoidedSession(
          voided, new AttestedStatement(bytes, view.attestationBytes()), words);
    }
    if (statement instanceof Outcome outcome && outcome.auctionId().equals(auctionId)) {
      throw CommandFailedException.refused(
          auctionId + " is resolved and can't be voided any more",
          "auctioneer-cli receipt " + auctionId + " brings its receipt");
    }
    throw CommandFailedException.unverified(
        "the parent gave a statement of something else than " + auctionId, "is this parent yours?");
  }

  private static Statement parsed(String auctionId, byte[] bytes) {
    try {
      return Statement.parse(StatementType.of(bytes), bytes);
    } catch (MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's void statement of " + auctionId + " isn't one",
          List.of("see that the parent and this command are of the same release"),
          e);
    }
  }

  void print(Console console) {
    Table table =
        new Table()
            .row("auction", statement.auctionId())
            .row("session", statement.sessionId().hex())
            .row("voided", statement.voidedAt().toString());
    addReason(table);
    table.print(console);
  }

  /** Why, whose keys or absence it was, and what the auctioneer said to it. */
  void addReason(Table table) {
    table.row("because", meaning(statement.reason()));
    for (BuyerCode buyer : statement.buyers()) {
      table.row("", buyer.buyerId() + ": " + buyer.code());
    }
    if (words != null) {
      table.row("reason given", words);
    }
  }

  private static String meaning(VoidReason reason) {
    return TermsText.words(reason)
        + switch (reason) {
          case REQUESTED -> " (the auctioneer ended it)";
          case RESOLVE_BY_PASSED -> " (there was no outcome in time)";
          case REQUIRED_PARTY_MISSING -> " (a party without which there is no outcome)";
          case KEY_GONE -> " (a key can't open its sheets any more, and the terms say ABORT)";
        };
  }

  /** The same for scripts. */
  Voided view() {
    return new Voided(
        statement.auctionId(),
        statement.sessionId().hex(),
        statement.voidedAt(),
        statement.reason(),
        statement.buyers().stream().map(buyer -> new Party(buyer.buyerId(), buyer.code())).toList(),
        words);
  }

  /** The answer for scripts. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Voided(
      String auctionId,
      String sessionId,
      Instant voidedAt,
      VoidReason reason,
      List<Party> buyers,
      @Nullable String reasonGiven) {}

  /** A party whose key or absence it was. */
  record Party(String buyerId, String code) {}
}
