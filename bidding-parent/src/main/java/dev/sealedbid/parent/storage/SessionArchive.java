package dev.sealedbid.parent.storage;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the auctioneer's bucket holds of auctions and their sessions:
 *
 * <pre>
 * auctions/{id}/receipt.json
 * auctions/{id}/sessions/{session}/terms.json
 *                                 /opening.json
 *                                 /sheets/{buyer}/{sha384}
 *                                 /acknowledgements/{sequence}.json
 *                                 /awards/{recipient}
 *                                 /outcome.json or void.json
 *                                 /void-reason.txt
 * </pre>
 *
 * <p>Each is written once. Writing what is there already is no error; writing anything else in its
 * place is a STORAGE_CONFLICT, and changes nothing.
 */
public final class SessionArchive {
  private static final String ROOT = "auctions/";
  private static final String JSON = ".json";
  private static final String VOID_REASON = "void-reason.txt";
  // 200 characters of at most three bytes each in UTF-8, and room.
  private static final int MAX_VOID_REASON = 1_024;
  // Statement and document in base64, with room for the names around them.
  private static final int MAX_ATTESTED =
      (Limits.MAX_STATEMENT_LENGTH + Limits.MAX_ATTESTATION_LENGTH) / 3 * 4 + 1_024;

  private final ObjectStore store;

  /** The archive in a bucket. */
  public SessionArchive(ObjectStore store) {
    this.store = store;
  }

  /** A session's place in the bucket. */
  public record Place(String auctionId, SessionId session) {
    String key(String name) {
      return ROOT + auctionId + "/sessions/" + session.hex() + "/" + name;
    }
  }

  /** Every auction's id, in order. */
  public List<String> auctions() {
    return store.folders(ROOT);
  }

  /** The sessions that an auction has had, in no order that means anything. */
  public List<Place> sessions(String auctionId) {
    List<Place> places = new ArrayList<>();
    for (String session : store.folders(ROOT + auctionId + "/sessions/")) {
      places.add(new Place(auctionId, SessionId.parse(session)));
    }
    return places;
  }

  /** The terms that a session was opened with. */
  public Optional<byte[]> terms(Place place) {
    return store.get(place.key("terms.json"), Limits.MAX_TERMS_LENGTH);
  }

  /** Keeps a session's terms. */
  public void keepTerms(Place place, byte[] terms) {
    keep(place.key("terms.json"), terms, Limits.MAX_TERMS_LENGTH);
  }

  /** A session's opening; a session without one was never told to anybody. */
  public Optional<AttestedStatement> opening(Place place) {
    return statement(place.key("opening.json"));
  }

  /** Keeps a session's opening, and returns the one that is kept. */
  public AttestedStatement keepOpening(Place place, AttestedStatement opening) {
    return keepStatement(place.key("opening.json"), opening);
  }

  /** The outcome, if the session ended in one. */
  public Optional<AttestedStatement> outcome(Place place) {
    return statement(place.key("outcome.json"));
  }

  /** Whether an outcome is kept. */
  public boolean hasOutcome(Place place) {
    String key = place.key("outcome.json");
    return store.keys(key).contains(key);
  }

  /** Keeps the outcome, and returns the one that is kept. */
  public AttestedStatement keepOutcome(Place place, AttestedStatement outcome) {
    return keepStatement(place.key("outcome.json"), outcome);
  }

  /** The void statement, if the session ended in one. */
  public Optional<AttestedStatement> voidStatement(Place place) {
    return statement(place.key("void.json"));
  }

  /** Keeps the void statement, and returns the one that is kept. */
  public AttestedStatement keepVoid(Place place, AttestedStatement voidStatement) {
    return keepStatement(place.key("void.json"), voidStatement);
  }

  /** The auctioneer's own words for a void that it asked for. */
  public Optional<String> voidReason(Place place) {
    return store
        .get(place.key(VOID_REASON), MAX_VOID_REASON)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Keeps the auctioneer's words, and returns those that are kept: the first ones. */
  public String keepVoidReason(Place place, String reason) {
    return store.putIfAbsent(place.key(VOID_REASON), reason.getBytes(StandardCharsets.UTF_8))
        ? reason
        : voidReason(place).orElseThrow(() -> conflict(place.key(VOID_REASON)));
  }

  /** An award message. */
  public Optional<byte[]> award(Place place, String recipient) {
    return store.get(place.key("awards/" + recipient), Limits.MAX_AWARD_LENGTH);
  }

  /** Keeps an award message. */
  public void keepAward(Place place, String recipient, byte[] message) {
    keep(place.key("awards/" + recipient), message, Limits.MAX_AWARD_LENGTH);
  }

  /** Keeps a copy of a sheet under its own digest. */
  public void keepSheet(Place place, String buyerId, Sha384 sha384, byte[] sheet) {
    keep(sheetKey(place, buyerId, sha384), sheet, Limits.MAX_CIPHERTEXT_LENGTH);
  }

  /**
   * In whose names the copies of a session's sheets are kept. More than one for a sheet that was
   * submitted in another's name, too: a copy is kept before the enclave says whose it is.
   */
  public Map<Sha384, Set<String>> sheets(Place place) {
    String prefix = place.key("sheets/");
    Map<Sha384, Set<String>> parties = new HashMap<>();
    for (String key : store.keys(prefix)) {
      String[] parts = key.substring(prefix.length()).split("/", -1);
      if (parts.length == 2) {
        parsed(parts[1])
            .ifPresent(
                sha384 -> parties.computeIfAbsent(sha384, any -> new TreeSet<>()).add(parts[0]));
      }
    }
    return parties;
  }

  private static Optional<Sha384> parsed(String hex) {
    try {
      return Optional.of(Sha384.parse(hex));
    } catch (IllegalArgumentException e) {
      // Somebody else's object; it is never presented.
      return Optional.empty();
    }
  }

  /**
   * The copy of an acknowledged sheet.
   *
   * @param parties in whose names there may be one
   * @throws ProblemException SHEET_COPY_MISSING if none is there that is what its name says
   */
  public byte[] sheet(Place place, Set<String> parties, Sha384 sha384) {
    for (String party : parties) {
      Optional<byte[]> copy =
          store.get(sheetKey(place, party, sha384), Limits.MAX_CIPHERTEXT_LENGTH);
      if (copy.isPresent() && Sha384.of(copy.get()).equals(sha384)) {
        return copy.get();
      }
    }
    throw ProblemException.of(
        ParentCode.SHEET_COPY_MISSING,
        "No object "
            + sheetKey(place, parties.isEmpty() ? "*" : String.join("|", parties), sha384)
            + " with that SHA-384 is there.");
  }

  private static String sheetKey(Place place, String party, Sha384 sha384) {
    return place.key("sheets/" + party + "/" + sha384.hex());
  }

  /** The sequences of a session's acknowledgements. */
  public List<Long> acknowledgements(Place place) {
    String prefix = place.key("acknowledgements/");
    return store.keys(prefix).stream()
        .map(key -> key.substring(prefix.length()))
        .filter(name -> name.matches("[0-9]{1,18}\\.json"))
        .map(name -> Long.valueOf(name.substring(0, name.length() - JSON.length())))
        .sorted()
        .toList();
  }

  /** One acknowledgement. */
  public Optional<AttestedStatement> acknowledgement(Place place, long sequence) {
    return statement(place.key("acknowledgements/" + sequence + JSON));
  }

  /** Keeps an acknowledgement, and returns the one that is kept. */
  public AttestedStatement keepAcknowledgement(
      Place place, long sequence, AttestedStatement acknowledgement) {
    return keepStatement(place.key("acknowledgements/" + sequence + JSON), acknowledgement);
  }

  /** An auction's receipt, byte for byte as it was first given out. */
  public Optional<StoredObject> receipt(String auctionId) {
    return store.open(receiptKey(auctionId));
  }

  /** Keeps a receipt unless there is one; true if it was written. */
  public boolean keepReceipt(String auctionId, Path receipt) {
    return store.putIfAbsent(receiptKey(auctionId), receipt);
  }

  private static String receiptKey(String auctionId) {
    return ROOT + auctionId + "/receipt.json";
  }

  private Optional<AttestedStatement> statement(String key) {
    Optional<byte[]> bytes = store.get(key, MAX_ATTESTED);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parsed(key, bytes.get()));
  }

  private static AttestedStatement parsed(String key, byte[] bytes) {
    try {
      return AttestedStatement.parse(bytes);
    } catch (MalformedStatementException e) {
      throw conflict(key);
    }
  }

  // The same statement may have been attested twice: the first document stays.
  private AttestedStatement keepStatement(String key, AttestedStatement statement) {
    if (store.putIfAbsent(key, statement.encode())) {
      return statement;
    }
    AttestedStatement kept = statement(key).orElseThrow(() -> conflict(key));
    if (!Arrays.equals(kept.statement(), statement.statement())) {
      throw conflict(key);
    }
    return kept;
  }

  private void keep(String key, byte[] bytes, int maxLength) {
    if (!store.putIfAbsent(key, bytes)) {
      byte[] kept = store.get(key, maxLength).orElseThrow(() -> conflict(key));
      if (!Arrays.equals(kept, bytes)) {
        throw conflict(key);
      }
    }
  }

  private static ProblemException conflict(String key) {
    return ProblemException.of(
        ParentCode.STORAGE_CONFLICT, "The object " + key + " holds something else.");
  }
}
