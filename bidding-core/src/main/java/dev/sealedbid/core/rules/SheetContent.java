package dev.sealedbid.core.rules;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import java.util.Optional;

/** Checks an opened sheet against the terms; the buyer's CLI does so, too, before it seals one. */
public final class SheetContent {
  /**
   * The one code that an outcome gives for any fault of content: a finer one would tell something
   * about amounts.
   */
  public static final String OUTCOME_CODE = "SHEET_MALFORMED";

  /** What can be wrong. For the buyer's own eyes. */
  public enum Reason {
    /** Another number of amounts than the terms have lots. */
    WRONG_LOTS,
    /** A reserve from a buyer, or a bid from the seller. */
    WRONG_KIND,
    /** A bid for a lot that doesn't admit the buyer. */
    NOT_ADMITTED,
    /** An amount that isn't a multiple of the lot's step. */
    OFF_STEP,
    /** The seller has no reserve for a lot whose reserve is sealed. */
    RESERVE_MISSING,
    /** The seller has a reserve for a lot whose reserve isn't sealed. */
    RESERVE_NOT_SEALED
  }

  /**
   * A fault.
   *
   * @param reason what is wrong
   * @param lotId where, if it is about one lot
   */
  public record Fault(Reason reason, Optional<String> lotId) {}

  private SheetContent() {}

  /** The first fault of a party's sheet, if it has one. Withdrawals have none. */
  public static Optional<Fault> check(Terms terms, String partyId, BidSheet sheet) {
    if (sheet.lots() != terms.lots().size()) {
      return Optional.of(new Fault(Reason.WRONG_LOTS, Optional.empty()));
    }
    boolean seller = partyId.equals(Identifiers.SELLER);
    if (sheet.kind() == SheetKind.WITHDRAW) {
      return Optional.empty();
    }
    if (sheet.kind() != (seller ? SheetKind.RESERVE : SheetKind.BID)) {
      return Optional.of(new Fault(Reason.WRONG_KIND, Optional.empty()));
    }
    for (int i = 0; i < sheet.lots(); i++) {
      Lot lot = terms.lots().get(i);
      Optional<Reason> reason = seller ? reserve(lot, sheet, i) : bid(lot, partyId, sheet, i);
      if (reason.isPresent()) {
        return Optional.of(new Fault(reason.get(), Optional.of(lot.id())));
      }
    }
    return Optional.empty();
  }

  private static Optional<Reason> bid(Lot lot, String buyerId, BidSheet sheet, int lotIndex) {
    if (!sheet.hasBid(lotIndex)) {
      return Optional.empty();
    }
    return lot.admits(buyerId)
        ? step(lot, sheet.amount(lotIndex))
        : Optional.of(Reason.NOT_ADMITTED);
  }

  private static Optional<Reason> reserve(Lot lot, BidSheet sheet, int lotIndex) {
    if (sheet.hasBid(lotIndex) != lot.sealedReserve()) {
      return Optional.of(lot.sealedReserve() ? Reason.RESERVE_MISSING : Reason.RESERVE_NOT_SEALED);
    }
    return lot.sealedReserve() ? step(lot, sheet.amount(lotIndex)) : Optional.empty();
  }

  private static Optional<Reason> step(Lot lot, long amount) {
    return lot.step().isPresent() && amount % lot.step().get() != 0
        ? Optional.of(Reason.OFF_STEP)
        : Optional.empty();
  }
}
