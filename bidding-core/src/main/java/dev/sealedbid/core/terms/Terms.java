package dev.sealedbid.core.terms;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.sheet.BidSheet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * @param required ids of parties without whose sheet there is no outcome, in the document's order;
 *     a seller with a sealed reserve is always one of them, last unless the document names it
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
  /** Copies lists and sets, and requires the seller that seals a reserve. */
  public Terms {
    lots = List.copyOf(lots);
    buyers = List.copyOf(buyers);
    Set<String> parties = new LinkedHashSet<>(required);
    if (lots.stream().anyMatch(Lot::sealedReserve)) {
      parties.add(Identifiers.SELLER);
    }
    required = Collections.unmodifiableSet(parties);
  }

  /** The length in bytes of every sheet of this auction. */
  public int sheetLength() {
    return BidSheet.lengthFor(lots.size());
  }

  /**
   * Everybody who seals sheets: the buyers in buyer order, then the seller if it has a sheet key.
   */
  public List<Buyer> parties() {
    Optional<Buyer> sealer = seller.flatMap(Seller::sealer);
    if (sealer.isEmpty()) {
      return buyers;
    }
    List<Buyer> parties = new ArrayList<>(buyers);
    parties.add(sealer.get());
    return Collections.unmodifiableList(parties);
  }

  /**
   * The party of that id, {@code seller} for the seller that has a sheet key. Looks through the
   * list: index it yourself before asking often.
   */
  public Optional<Buyer> party(String partyId) {
    return partyId.equals(Identifiers.SELLER) ? seller.flatMap(Seller::sealer) : buyer(partyId);
  }

  /**
   * Who gets an award message, and under which key: in buyer order, {@code seller} last. Empty
   * unless the disclosure is SEALED_AWARD.
   */
  public Map<String, AwardKey> awardKeys() {
    Map<String, AwardKey> keys = new LinkedHashMap<>();
    buyers.forEach(buyer -> buyer.awardKey().ifPresent(key -> keys.put(buyer.id(), key)));
    seller.flatMap(Seller::awardKey).ifPresent(key -> keys.put(Identifiers.SELLER, key));
    return Collections.unmodifiableMap(keys);
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
