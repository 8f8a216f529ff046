package dev.sealedbid.core.terms;

import dev.sealedbid.core.sheet.BidSheet;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the terms say. Made by {@link TermsDocument#parse}, which has checked all of it; lists are
 * in the order of the document ("lot order", "buyer order").
 *
 * @param id the auction's id
 * @param title for people
 * @param currency of all amounts
 * @param measurements of the only enclave that may run it
 * @param decryptRole ARN of the auctioneer's role that calls KMS, named in every key policy
 * @param lots at least one
 * @param rule how the price is found
 * @param direction which amounts are better
 * @param tieBreak who wins among equals
 * @param closesAt whole seconds; no sheet is acknowledged from here on, none opened before
 * @param resolveBy whole seconds; the last time at which the session can be resolved
 * @param buyers at least one
 * @param seller if it takes part
 * @param required ids of parties without whose sheet there is no outcome, in the document's order
 * @param disclosure what the outcome says about prices
 * @param keyGone what happens to a buyer whose key is gone
 */
public record Terms(
    String id,
    String title,
    Currency currency,
    Measurements measurements,
    String decryptRole,
    List<Lot> lots,
    Rule rule,
    Direction direction,
    TieBreak tieBreak,
    Instant closesAt,
    Instant resolveBy,
    List<Buyer> buyers,
    Optional<Seller> seller,
    Set<String> required,
    Disclosure disclosure,
    KeyGone keyGone) {
  /** Copies lists and sets. */
  public Terms {
    lots = List.copyOf(lots);
    buyers = List.copyOf(buyers);
    required = Collections.unmodifiableSet(new LinkedHashSet<>(required));
  }

  /** The length in bytes of every sheet of this auction. */
  public int sheetLength() {
    return BidSheet.lengthFor(lots.size());
  }

  /** The buyer of that id. Looks through the list: index it yourself before asking often. */
  public Optional<Buyer> buyer(String buyerId) {
    return buyers.stream().filter(buyer -> buyer.id().equals(buyerId)).findFirst();
  }

  /** The place in lot order of the lot of that id. */
  public OptionalInt lotIndex(String lotId) {
    for (int i = 0; i < lots.size(); i++) {
      if (lots.get(i).id().equals(lotId)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
