package dev.sealedbid.cli;

import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionSummary;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.EnclaveView;
import dev.sealedbid.rest.Problem;
import dev.sealedbid.rest.SessionList;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingView;
import dev.sealedbid.rest.VoidedView;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the parent's JSON. A later parent may add fields; one that leaves out a field of this
 * release isn't understood.
 */
final class Answers {
  // The client bounds the bytes. A refusal may list 10,001 parties and 1,000 faults, a list of
  // auctions has seven values each.
  private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 1_000_000, 64, 16);
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Answers() {}

  static byte[] write(Object request) {
    return JSON.writeValueAsBytes(request);
  }

  static AuctionView auction(byte[] body) {
    AuctionView view = read(body, AuctionView.class);
    require(view.auctionId(), view.sessionId(), view.state(), view.terms(), view.termsSha384());
    bytes(view.terms());
    complete(view.opening());
    if (view.voidStatement() != null) {
      complete(view.voidStatement());
    }
    return view;
  }

  static AuctionList auctions(byte[] body) {
    AuctionList list = read(body, AuctionList.class);
    for (AuctionSummary auction : list.auctions()) {
      require(auction.auctionId(), auction.title(), auction.sessionId(), auction.state());
      require(auction.closesAt(), auction.resolveBy());
    }
    return list;
  }

  static AttestedStatementView statement(byte[] body) {
    return complete(read(body, AttestedStatementView.class));
  }

  static VoidedView voided(byte[] body) {
    VoidedView view = read(body, VoidedView.class);
    complete(view.attested());
    return view;
  }

  static SessionList sessions(byte[] body) {
    SessionList list = read(body, SessionList.class);
    list.sessions().forEach(Answers::complete);
    return list;
  }

  static SessionView session(byte[] body) {
    return complete(read(body, SessionView.class));
  }

  static StandingView standing(byte[] body) {
    StandingView view = read(body, StandingView.class);
    complete(view.acknowledgement());
    complete(view.newest());
    return view;
  }

  static EnclaveView enclave(byte[] body) {
    EnclaveView view = read(body, EnclaveView.class);
    require(view.attestation());
    bytes(view.attestation());
    return view;
  }

  static Problem problem(byte[] body) {
    Problem problem = read(body, Problem.class);
    return new Problem(
        text(problem.type(), "about:blank"),
        text(problem.title(), ""),
        problem.status(),
        text(problem.detail(), ""),
        text(problem.code(), "UNKNOWN"),
        text(problem.hint(), ""),
        problem.faults(),
        problem.buyers(),
        problem.voidStatement() == null ? null : complete(problem.voidStatement()));
  }

  private static SessionView complete(SessionView view) {
    require(view.sessionId(), view.state());
    complete(view.opening());
    Stream.of(view.outcome(), view.voidStatement())
        .filter(Objects::nonNull)
        .forEach(Answers::complete);
    return view;
  }

  private static AttestedStatementView complete(@Nullable AttestedStatementView view) {
    if (view == null) {
      throw senseless(null);
    }
    require(view.statement(), view.attestation());
    bytes(view.statement());
    bytes(view.attestation());
    return view;
  }

  private static String text(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static void bytes(String base64) {
    try {
      java.util.Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw senseless(e);
    }
  }

  private static void require(@Nullable Object... values) {
    if (Stream.of(values).anyMatch(Objects::isNull)) {
      throw senseless(null);
    }
  }

  private static <T> T read(byte[] body, Class<T> type) {
    try {
      T value = JSON.treeToValue(JsonTree.read(body, LIMITS), type);
      if (value == null) {
        throw senseless(null);
      }
      return value;
    } catch (MalformedJsonException | JacksonException e) {
      throw senseless(e);
    }
  }

  private static CommandFailedException senseless(@Nullable Exception cause) {
    return new CommandFailedException(
        ExitCode.VERIFICATION_FAILED,
        "the parent's answer isn't in the form of this release",
        List.of("see that the parent and this command are of the same release"),
        cause);
  }
}
