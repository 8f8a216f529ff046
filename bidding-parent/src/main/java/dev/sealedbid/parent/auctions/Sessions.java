package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import dev.sealedbid.rest.ParentCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions in the bucket, with the recently used ones in memory. There is one parent to a
 * bucket, so that what it remembers stays true; a restarted one reads everything again.
 */
final class Sessions {
  private static final int REMEMBERED = 64;
  // Of their terms, as JSON; read, they take some three times as much more.
  private static final long REMEMBERED_BYTES = 32L * 1024 * 1024;

  private final SessionArchive archive;
  private final BucketCalls bucket;
  private final TermsReading reading;
  private final Map<Place, Session> remembered = new LinkedHashMap<>(REMEMBERED, 0.75f, true);
  private final Map<String, Place> latest = new LinkedHashMap<>();

  Sessions(SessionArchive archive, BucketCalls bucket, TermsReading reading) {
    this.archive = archive;
    this.reading = reading;
    this.bucket = bucket;
  }

  /**
   * An auction's latest session.
   *
   * @throws ProblemException NO_SUCH_AUCTION
   */
  Session latest(String auctionId) {
    return find(auctionId)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ParentCode.NO_SUCH_AUCTION,
                    "No session of " + auctionId + " was ever opened."));
  }

  /** An auction's latest session, if it ever had one. */
  Optional<Session> find(String auctionId) {
    Optional<Place> known;
    synchronized (this) {
      known = Optional.ofNullable(latest.get(auctionId));
    }
    if (known.isPresent()) {
      return load(known.get());
    }
    List<Session> all = all(auctionId);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Session last = all.get(all.size() - 1);
    synchronized (this) {
      // Unless another one was opened in the meantime.
      latest.putIfAbsent(auctionId, last.place());
    }
    return Optional.of(last);
  }

  /** Every session that an auction has had, the earliest first. */
  List<Session> all(String auctionId) {
    List<Session> all = new ArrayList<>();
    archive.sessions(auctionId).forEach(place -> load(place).ifPresent(all::add));
    all.sort(Comparator.comparing(Session::openedAt).thenComparing(session -> session.id().hex()));
    return all;
  }

  /** One session, if the bucket has it. */
  Optional<Session> load(Place place) {
    synchronized (this) {
      Session session = remembered.get(place);
      if (session != null) {
        return Optional.of(session);
      }
    }
    Optional<Session> read = read(place);
    if (read.isEmpty()) {
      return read;
    }
    synchronized (this) {
      Session first = remembered.putIfAbsent(place, read.get());
      forgetEldest();
      return first == null ? read : Optional.of(first);
    }
  }

  /** Remembers a session that was opened just now. */
  synchronized void opened(Session session) {
    remembered.put(session.place(), session);
    latest.put(session.auctionId(), session.place());
    forgetEldest();
  }

  /** Forgets those that were used longest ago until the others fit; the last one always does. */
  private synchronized void forgetEldest() {
    long bytes = remembered.values().stream().mapToLong(session -> session.terms().length()).sum();
    Iterator<Session> eldest = remembered.values().iterator();
    while (remembered.size() > 1 && (remembered.size() > REMEMBERED || bytes > REMEMBERED_BYTES)) {
      bytes -= eldest.next().terms().length();
      eldest.remove();
    }
  }

  private Optional<Session> read(Place place) {
    Optional<AttestedStatement> opening = archive.opening(place);
    if (opening.isEmpty()) {
      // The parent died before anybody heard of this session.
      return Optional.empty();
    }
    Opening parsed = Statements.opening(opening.get());
    Session session = new Session(place, terms(place), opening.get(), parsed);
    // Each is forgotten once it is indexed: all of them together may not fit into memory.
    bucket.map(
        archive.acknowledgements(place),
        sequence -> {
          archive
              .acknowledgement(place, sequence)
              .ifPresent(attested -> session.add(Statements.acknowledgement(attested, place)));
          return sequence;
        });
    archive
        .sheets(place)
        .forEach((sheet, parties) -> parties.forEach(party -> session.addCopy(party, sheet)));
    return Optional.of(session);
  }

  private TermsDocument terms(Place place) {
    try {
      return reading.read(() -> archive.terms(place).orElseThrow(() -> damaged(place)));
    } catch (InvalidTermsException e) {
      throw damaged(place);
    }
  }

  private static ProblemException damaged(Place place) {
    return ProblemException.of(
        ParentCode.STORAGE_CONFLICT,
        "The terms of session " + place.session() + " are missing or damaged.");
  }
}
