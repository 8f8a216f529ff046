package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.rules.CountedSheet;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One party's acknowledged sheets, a buyer's or the seller's, and how far opening them has come.
 * Guarded by its session's lock.
 *
 * <p>Sheets are tried from the highest revision down. A sheet that isn't authentic is out for ever;
 * a key that is gone is only a finding of the present attempt, which a stop forgets.
 */
final class BuyerBox {
  /** How opening a buyer's sheets has ended. */
  private enum Verdict {
    UNDECIDED,
    OPENED,
    MALFORMED,
    NONE_AUTHENTIC,
    KEY_GONE
  }

  final Buyer buyer;
  private final List<SheetEntry> entries = new ArrayList<>();
  private int cursor;
  private int forgedAnswers;
  private Verdict verdict = Verdict.UNDECIDED;
  private @Nullable String goneCode;
  private @Nullable BidSheet sheet;
  private @Nullable String malformedCode;

  BuyerBox(Buyer buyer) {
    this.buyer = buyer;
  }

  boolean isFull() {
    return entries.size() >= Limits.MAX_SHEETS_PER_BUYER;
  }

  void add(SheetEntry entry) {
    entries.add(entry);
  }

  /** The length of the longest sealed sheet. */
  int longest() {
    return entries.stream().mapToInt(entry -> entry.length).max().orElse(0);
  }

  boolean isAbsent() {
    return entries.isEmpty();
  }

  /** The box is frozen: fixes the order in which sheets are tried. */
  void freeze() {
    entries.sort(SheetEntry.FIRST_TO_COUNT);
  }

  /** Whether sheets of this buyer must still be opened. */
  boolean isUndecided() {
    return !isAbsent() && verdict == Verdict.UNDECIDED;
  }

  /** The sheet to open next. */
  Optional<SheetEntry> candidate() {
    return isUndecided() ? Optional.of(entries.get(cursor)) : Optional.empty();
  }

  /**
   * The candidate was opened. If a higher revision couldn't be because its key was gone, the key
   * isn't gone: nothing is decided, and the attempt stops.
   *
   * @return whether it counts
   */
  boolean opened(BidSheet opened) {
    forgetCandidate();
    if (goneCode != null) {
      opened.close();
      return false;
    }
    sheet = opened;
    verdict = Verdict.OPENED;
    return true;
  }

  /** The candidate is authentic, but its content can't be: no fallback to a lower revision. */
  boolean malformed(String code) {
    forgetCandidate();
    if (goneCode != null) {
      return false;
    }
    malformedCode = code;
    verdict = Verdict.MALFORMED;
    return true;
  }

  void invalid(String code) {
    entries.get(cursor).invalid = code;
    next();
  }

  void forged() {
    forgedAnswers++;
  }

  /** Whether too many answers about this buyer's sheets weren't KMS's: none is opened any more. */
  boolean isGivenUp() {
    return isUndecided() && forgedAnswers >= EnclaveLimits.FORGED_ANSWERS;
  }

  void keyGone(String code) {
    if (goneCode == null) {
      goneCode = code;
    }
    next();
  }

  private void next() {
    forgetCandidate();
    do {
      cursor++;
    } while (cursor < entries.size() && entries.get(cursor).invalid != null);
    if (cursor == entries.size()) {
      verdict = goneCode == null ? Verdict.NONE_AUTHENTIC : Verdict.KEY_GONE;
      cursor = 0;
    }
  }

  /** A stop: what was found about the key is forgotten, and the next attempt starts at the top. */
  void forgetKeyGone() {
    if (goneCode == null) {
      return;
    }
    forgetCandidate();
    goneCode = null;
    verdict = Verdict.UNDECIDED;
    cursor = 0;
    while (entries.get(cursor).invalid != null) {
      cursor++;
    }
  }

  /** The code by which KMS said that the key is gone, if that is how the buyer's sheets ended. */
  Optional<String> gone() {
    return verdict == Verdict.KEY_GONE ? Optional.ofNullable(goneCode) : Optional.empty();
  }

  /** The sheet that takes part: bids, or the seller's reserves. */
  Optional<CountedSheet> counted() {
    if (sheet == null || sheet.kind() == SheetKind.WITHDRAW) {
      return Optional.empty();
    }
    return Optional.of(new CountedSheet(buyer.id(), sheet, entries.get(cursor).sequence));
  }

  boolean isAuthentic() {
    return verdict == Verdict.OPENED;
  }

  /** Whether the candidate's outcome is known, for counting. */
  boolean isDecided() {
    return !isAbsent() && verdict != Verdict.UNDECIDED;
  }

  /** How this buyer stands in the outcome; decided boxes only. */
  BuyerResult result() {
    String id = buyer.id();
    if (isAbsent()) {
      return new BuyerResult(id, BuyerStatus.ABSENT, Optional.empty(), Optional.empty());
    }
    Optional<Sha384> used = Optional.of(entries.get(cursor).sha384);
    return switch (verdict) {
      case OPENED ->
          new BuyerResult(
              id,
              counted().isPresent() ? BuyerStatus.COUNTED : BuyerStatus.WITHDRAWN,
              Optional.empty(),
              used);
      case MALFORMED ->
          new BuyerResult(id, BuyerStatus.INVALID, Optional.ofNullable(malformedCode), used);
      case NONE_AUTHENTIC ->
          new BuyerResult(
              id, BuyerStatus.INVALID, Optional.ofNullable(entries.get(0).invalid), used);
      case KEY_GONE -> new BuyerResult(id, BuyerStatus.EXCLUDED, gone(), used);
      case UNDECIDED -> throw new IllegalStateException("a buyer is undecided");
    };
  }

  List<SheetEntry> entries() {
    return entries;
  }

  void wipe() {
    entries.forEach(entry -> entry.ciphertext = null);
    if (sheet != null) {
      sheet.close();
      sheet = null;
    }
  }

  private void forgetCandidate() {
    entries.get(cursor).ciphertext = null;
  }
}
