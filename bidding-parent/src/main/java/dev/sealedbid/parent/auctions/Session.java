package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A session as the bucket has it, kept in memory so that a submission doesn't parse the terms
 * again. What changes is the index of acknowledgements, which only grows and always follows the
 * bucket.
 */
final class Session {
  private final Place place;
  private final TermsDocument terms;
  private final AttestedStatement opening;
  private final Instant openedAt;
  private final Map<String, Buyer> parties = new LinkedHashMap<>();
  private final Map<Sha384, Known> sheets = new ConcurrentHashMap<>();
  private final Map<String, Known> newest = new ConcurrentHashMap<>();
  private final Map<String, Set<Sha384>> copies = new HashMap<>();
  private SoftReference<String> termsBase64 = new SoftReference<>(null);

  /**
   * An acknowledged sheet.
   *
   * @param party whose it is
   * @param sequence under which its acknowledgement is kept
   * @param revision of the sheet
   */
  record Known(String party, long sequence, long revision) {}

  Session(Place place, TermsDocument terms, AttestedStatement opening, Opening parsed) {
    this.place = place;
    this.terms = terms;
    this.opening = opening;
    this.openedAt = parsed.openedAt();
    terms.terms().parties().forEach(party -> parties.put(party.id(), party));
  }

  Place place() {
    return place;
  }

  SessionId id() {
    return place.session();
  }

  String auctionId() {
    return place.auctionId();
  }

  TermsDocument terms() {
    return terms;
  }

  AttestedStatement opening() {
    return opening;
  }

  Instant openedAt() {
    return openedAt;
  }

  /** A buyer, or the seller if it seals reserves. */
  Optional<Buyer> party(String partyId) {
    return Optional.ofNullable(parties.get(partyId));
  }

  void add(Acknowledgement acknowledgement) {
    Known known =
        new Known(
            acknowledgement.buyerId(), acknowledgement.sequence(), acknowledgement.revision());
    sheets.put(acknowledgement.sheetSha384(), known);
    newest.merge(known.party(), known, (a, b) -> a.revision() >= b.revision() ? a : b);
  }

  /** Remembers that a copy of a party's sheet is in the bucket, or about to be. */
  synchronized void addCopy(String party, Sha384 sheet) {
    copies.computeIfAbsent(party, any -> new HashSet<>()).add(sheet);
  }

  /** Whether a copy of a party's sheet is in the bucket, or about to be. */
  synchronized boolean hasCopy(String party, Sha384 sheet) {
    return copies.getOrDefault(party, Set.of()).contains(sheet);
  }

  /**
   * Takes one of the places that a party has for copies: as many as its box has for sheets.
   *
   * @return false if it has none left
   */
  synchronized boolean takeCopy(String party, Sha384 sheet) {
    Set<Sha384> theirs = copies.computeIfAbsent(party, any -> new HashSet<>());
    return theirs.contains(sheet)
        || (theirs.size() < Limits.MAX_SHEETS_PER_BUYER && theirs.add(sheet));
  }

  Optional<Known> known(Sha384 sheet) {
    return Optional.ofNullable(sheets.get(sheet));
  }

  int acknowledgements() {
    return sheets.size();
  }

  /** Of a party's acknowledged sheets the one of the highest revision. */
  Optional<Known> newest(String party) {
    return Optional.ofNullable(newest.get(party));
  }

  /**
   * The terms in base64. One text for all who ask at a time: each of its own would be 11 MB for the
   * longest terms. Forgotten when memory is short.
   */
  synchronized String termsBase64() {
    String text = termsBase64.get();
    if (text == null) {
      text = Base64.getEncoder().encodeToString(terms.bytes());
      termsBase64 = new SoftReference<>(text);
    }
    return text;
  }
}
