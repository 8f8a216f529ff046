package dev.sealedbid.core.rules;

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
    OFF_STEP
  }

  /**
   * A fault.
   *
   * @param reason what is wrong
   * @param lotId where, if it is about one lot
   */
  public record Fault(Reason reason, Optional<String> lotId) {}

  private SheetContent() {}

  /** The first fault of a buyer's sheet, if it has one. Withdrawals have none. */
  public static Optional<Fault> check(Terms terms, String buyerId, BidSheet sheet) {
    if (sheet.lots() != terms.lots().size()) {
      return Optional.of(new Fault(Reason.WRONG_LOTS, Optional.empty()));
    }
    if (sheet.kind() == SheetKind.RESERVE) {
      return Optional.of(new Fault(Reason.WRONG_KIND, Optional.empty()));
    }
    for (int i = 0; i < sheet.lots(); i++) {
      if (sheet.hasBid(i)) {
        Optional<Reason> reason = check(terms.lots().get(i), buyerId, sheet.amount(i));
        if (reason.isPresent()) {
          return Optional.of(new Fault(reason.get(), Optional.of(terms.lots().get(i).id())));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Reason> check(Lot lot, String buyerId, long amount) {
    if (!lot.admits(buyerId)) {
      return Optional.of(Reason.NOT_ADMITTED);
    }
    if (lot.step().isPresent() && amount % lot.step().get() != 0) {
      return Optional.of(Reason.OFF_STEP);
    }
    return Optional.empty();
  }
}
