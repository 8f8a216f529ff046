package dev.sealedbid.verify;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.KeyGone;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.verify.VerificationException.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which outcomes terms allow, as far as can be told without any sheet. A genuine enclave makes no
 * other; these rules are there so that a reader of a receipt needn't take that on trust, and can
 * rely on each of them.
 */
final class OutcomeRules {
  private final Terms terms;
  private final List<Buyer> parties;
  private final Outcome outcome;
  private final Set<String> listed = new HashSet<>();
  private final Map<Sha384, AcknowledgedSheet> acknowledged = new HashMap<>();
  private final Set<String> withSheets = new HashSet<>();
  private final Set<String> counted = new HashSet<>();
  private boolean sellerWithdrew;

  OutcomeRules(Terms terms, Outcome outcome) {
    this.terms = terms;
    this.outcome = outcome;
    parties = terms.parties();
    parties.forEach(party -> listed.add(party.id()));
  }

  /** Every digest once, of a listed buyer, numbered 1, 2, 3 … in order, the box never overfull. */
  void checkAcknowledged() throws VerificationException {
    Map<String, Integer> sheets = new HashMap<>();
    long sequence = 0;
    for (AcknowledgedSheet sheet : outcome.acknowledged()) {
      sequence++;
      withSheets.add(sheet.buyerId());
      require(
          sheet.sequence() == sequence,
          Rule.ACKNOWLEDGEMENTS,
          "acknowledged sheet number " + sequence + " has sequence " + sheet.sequence());
      require(
          listed.contains(sheet.buyerId()),
          Rule.ACKNOWLEDGEMENTS,
          "a sheet of " + sheet.buyerId() + ", whom the terms don't list");
      require(
          acknowledged.put(sheet.sheetSha384(), sheet) == null,
          Rule.ACKNOWLEDGEMENTS,
          "sheet " + sheet.sheetSha384() + " is acknowledged twice");
      require(
          sheets.merge(sheet.buyerId(), 1, Integer::sum) <= Limits.MAX_SHEETS_PER_BUYER,
          Rule.ACKNOWLEDGEMENTS,
          "more sheets of " + sheet.buyerId() + " than a box holds");
    }
  }

  /** Every acknowledgement of the receipt is in the outcome, word for word. */
  void checkAcknowledgements(List<Acknowledgement> acknowledgements) throws VerificationException {
    Set<Sha384> seen = new HashSet<>();
    for (Acknowledgement acknowledgement : acknowledgements) {
      AcknowledgedSheet sheet =
          new AcknowledgedSheet(
              acknowledgement.buyerId(),
              acknowledgement.sheetSha384(),
              acknowledgement.revision(),
              acknowledgement.sequence());
      require(
          sheet.equals(acknowledged.get(sheet.sheetSha384())),
          Rule.ACKNOWLEDGEMENTS,
          "acknowledged sheet " + sheet.sheetSha384() + " is not in the outcome as acknowledged");
      require(
          seen.add(sheet.sheetSha384()),
          Rule.ACKNOWLEDGEMENTS,
          "the receipt has two acknowledgements of sheet " + sheet.sheetSha384());
    }
  }

  /**
   * Exactly the listed parties, in order, the seller last, each with a status that its sheets and
   * the terms allow.
   */
  void checkBuyers() throws VerificationException {
    List<BuyerResult> results = outcome.buyers();
    require(
        results.size() == parties.size(),
        Rule.BUYERS,
        "the outcome has " + results.size() + " parties, the terms " + parties.size());
    for (int i = 0; i < results.size(); i++) {
      BuyerResult result = results.get(i);
      Buyer buyer = parties.get(i);
      require(
          result.buyerId().equals(buyer.id()),
          Rule.BUYERS,
          result.buyerId() + " stands where the terms have " + buyer.id());
      checkBuyer(result);
      if (result.buyerId().equals(Identifiers.SELLER)) {
        sellerWithdrew = result.status() == BuyerStatus.WITHDRAWN;
      } else if (result.status() == BuyerStatus.COUNTED) {
        counted.add(result.buyerId());
      }
    }
  }

  /** One award for each award key of the terms, in order, and no other. */
  void checkAwards() throws VerificationException {
    List<String> expected = List.copyOf(terms.awardKeys().keySet());
    List<String> found = outcome.awards().stream().map(AwardDigest::recipient).toList();
    require(
        found.equals(expected),
        Rule.AWARDS,
        "the outcome has "
            + found.size()
            + " awards, which aren't one for each of the terms' "
            + expected.size()
            + " award keys, in their order");
  }

  /**
   * Exactly the terms' lots, in order, won only by counted and admitted buyers, with a price where
   * the terms say so.
   */
  void checkLots() throws VerificationException {
    List<LotResult> results = outcome.lots();
    require(
        results.size() == terms.lots().size(),
        Rule.LOTS,
        "the outcome has " + results.size() + " lots, the terms " + terms.lots().size());
    for (int i = 0; i < results.size(); i++) {
      checkLot(results.get(i), terms.lots().get(i));
    }
  }

  private void checkBuyer(BuyerResult result) throws VerificationException {
    String id = result.buyerId();
    boolean hasSheets = withSheets.contains(id);
    require(
        hasSheets != (result.status() == BuyerStatus.ABSENT),
        Rule.BUYERS,
        id
            + " is "
            + result.status()
            + (hasSheets ? " with" : " without")
            + " acknowledged sheets");
    Optional<Sha384> used = result.sheetSha384();
    if (used.isPresent()) {
      Optional<AcknowledgedSheet> sheet = Optional.ofNullable(acknowledged.get(used.get()));
      require(
          sheet.isPresent() && sheet.get().buyerId().equals(id),
          Rule.BUYERS,
          "the sheet of " + id + " that was used is not among its acknowledged ones");
    }
    boolean authentic =
        result.status() == BuyerStatus.COUNTED || result.status() == BuyerStatus.WITHDRAWN;
    require(
        authentic || !terms.required().contains(id),
        Rule.BUYERS,
        id + " is required, but " + result.status());
    require(
        result.status() != BuyerStatus.EXCLUDED || terms.keyGone() == KeyGone.EXCLUDE,
        Rule.BUYERS,
        id + " is EXCLUDED, but the terms say ABORT");
  }

  private void checkLot(LotResult result, Lot lot) throws VerificationException {
    require(
        result.lotId().equals(lot.id()),
        Rule.LOTS,
        "lot " + result.lotId() + " stands where the terms have " + lot.id());
    require(
        result.winners().size() <= lot.units(),
        Rule.LOTS,
        lot.id() + " has more winners than units");
    require(
        !sellerWithdrew || !lot.sealedReserve() || result.status() == LotStatus.NO_SALE,
        Rule.LOTS,
        lot.id() + " is sold, though the seller withdrew its reserve");
    checkPrice(result, lot);
    for (String winner : result.winners()) {
      require(
          counted.contains(winner),
          Rule.LOTS,
          lot.id() + " is won by " + winner + ", whose sheet didn't count");
      require(
          lot.admits(winner),
          Rule.LOTS,
          lot.id() + " is won by " + winner + ", who isn't admitted");
    }
  }

  private void checkPrice(LotResult result, Lot lot) throws VerificationException {
    boolean told =
        terms.disclosure() == Disclosure.PRICE_PUBLIC && result.status() == LotStatus.SOLD;
    require(
        result.price().isPresent() == told,
        Rule.LOTS,
        lot.id()
            + (told ? " has no price, though it is public" : " has a price that isn't public"));
    if (!told) {
      return;
    }
    long price = result.price().orElseThrow();
    require(
        lot.reserve().isEmpty() || meets(price, lot.reserve().get()),
        Rule.LOTS,
        lot.id() + "'s price doesn't meet the reserve");
    require(
        lot.step().isEmpty() || price % lot.step().get() == 0,
        Rule.LOTS,
        lot.id() + "'s price is no multiple of the step");
  }

  private boolean meets(long price, long reserve) {
    return terms.direction() == Direction.HIGHEST_WINS ? price >= reserve : price <= reserve;
  }

  private static void require(boolean condition, Rule rule, String message)
      throws VerificationException {
    if (!condition) {
      throw new VerificationException(rule, message);
    }
  }
}
