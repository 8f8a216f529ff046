package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.enclave.failure.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All parties' acknowledged sheets in one session. Guarded by its session's lock. */
final class BallotBox {
  private final Map<String, BuyerBox> boxes = new LinkedHashMap<>();

  /** By digest, in the order of sequence. */
  private final Map<Sha384, SheetEntry> entries = new LinkedHashMap<>();

  BallotBox(Terms terms) {
    terms.parties().forEach(buyer -> boxes.put(buyer.id(), new BuyerBox(buyer)));
  }

  Buyer buyer(String buyerId) throws RefusedException {
    return box(buyerId).buyer;
  }

  BuyerBox box(String buyerId) throws RefusedException {
    BuyerBox box = boxes.get(buyerId);
    if (box == null) {
      throw new RefusedException(ErrorCode.UNKNOWN_BUYER);
    }
    return box;
  }

  /** In buyer order, the seller last if it seals. */
  Collection<BuyerBox> boxes() {
    return boxes.values();
  }

  /** An acknowledged sheet by its identity. */
  Optional<SheetEntry> find(Sha384 sha384) {
    return Optional.ofNullable(entries.get(sha384));
  }

  /** Whether a buyer may have one more sheet. */
  void requireRoom(String buyerId) throws RefusedException {
    if (box(buyerId).isFull()) {
      throw new RefusedException(ErrorCode.BOX_FULL);
    }
  }

  SheetEntry add(SheetHeader header, int length, Instant receivedAt) throws RefusedException {
    requireRoom(header.context().buyerId());
    BuyerBox box = box(header.context().buyerId());
    SheetEntry entry =
        new SheetEntry(
            header.sha384(),
            box.buyer.id(),
            header.revision(),
            entries.size() + 1L,
            receivedAt,
            length);
    entries.put(entry.sha384, entry);
    box.add(entry);
    return entry;
  }

  void freeze() {
    boxes.values().forEach(BuyerBox::freeze);
  }

  /** Required parties of whom no sheet was acknowledged. */
  List<BuyerCode> requiredButAbsent(Terms terms) {
    List<BuyerCode> absent = new ArrayList<>();
    for (String id : terms.required()) {
      BuyerBox box = boxes.get(id);
      if (box == null || box.isAbsent()) {
        absent.add(new BuyerCode(id, "ABSENT"));
      }
    }
    return absent;
  }

  /** Required parties without an authentic sheet that can count; for decided boxes. */
  List<BuyerCode> requiredButMissing(Terms terms) {
    List<BuyerCode> missing = new ArrayList<>();
    for (String id : terms.required()) {
      BuyerBox box = boxes.get(id);
      if (box == null || !box.isAuthentic()) {
        // Why a sheet is invalid might come of its plaintext: a void says nothing of that.
        Optional<String> gone = box == null ? Optional.empty() : box.gone();
        missing.add(new BuyerCode(id, gone.orElse("INVALID")));
      }
    }
    return missing;
  }

  /** Buyers whose key is gone, with KMS's code. */
  List<BuyerCode> gone() {
    List<BuyerCode> gone = new ArrayList<>();
    for (BuyerBox box : boxes.values()) {
      box.gone().ifPresent(code -> gone.add(new BuyerCode(box.buyer.id(), code)));
    }
    return gone;
  }

  /**
   * The sheets that the parent must present before the round can go on: those that it hasn't shown
   * since the freeze, and those that are next to be opened.
   */
  List<Sha384> wanted() {
    List<Sha384> wanted = new ArrayList<>();
    for (SheetEntry entry : entries.values()) {
      if (!entry.presented || isMissingCandidate(entry)) {
        wanted.add(entry.sha384);
      }
    }
    return wanted;
  }

  /** Takes presented sheets: all of them, or none if one was never acknowledged. */
  int present(List<byte[]> ciphertexts) throws RefusedException {
    Map<SheetEntry, byte[]> presented = new LinkedHashMap<>();
    for (byte[] ciphertext : ciphertexts) {
      SheetEntry entry = entries.get(Sha384.of(ciphertext));
      if (entry == null) {
        throw new RefusedException(ErrorCode.NOT_ACKNOWLEDGED);
      }
      presented.put(entry, ciphertext);
    }
    for (Map.Entry<SheetEntry, byte[]> sheet : presented.entrySet()) {
      SheetEntry entry = sheet.getKey();
      entry.presented = true;
      if (isMissingCandidate(entry)) {
        entry.ciphertext = sheet.getValue();
      }
    }
    return presented.size();
  }

  /** Buyers whose next sheet is at hand, in buyer order. */
  List<BuyerBox> openable() {
    List<BuyerBox> openable = new ArrayList<>();
    for (BuyerBox box : boxes.values()) {
      if (box.candidate().filter(entry -> entry.ciphertext != null).isPresent()) {
        openable.add(box);
      }
    }
    return openable;
  }

  boolean isDecided() {
    return boxes.values().stream().noneMatch(BuyerBox::isUndecided);
  }

  void forgetKeyGone() {
    boxes.values().forEach(BuyerBox::forgetKeyGone);
  }

  /** What opening these sheets and their outcome may need in memory, beyond what they have. */
  long roundFootprint(Terms terms) {
    long openings = 0;
    for (BuyerBox box : boxes.values()) {
      openings += box.isAbsent() ? 0 : Footprint.opening(box.longest());
    }
    return openings + Footprint.outcome(terms, toOpen(), entries.size());
  }

  /** Buyers with sheets, and how many of them are done. */
  int toOpen() {
    return (int) boxes.values().stream().filter(box -> !box.isAbsent()).count();
  }

  int decided() {
    return (int) boxes.values().stream().filter(BuyerBox::isDecided).count();
  }

  List<AcknowledgedSheet> acknowledged() {
    return entries.values().stream()
        .map(e -> new AcknowledgedSheet(e.buyerId, e.sha384, e.revision, e.sequence))
        .toList();
  }

  /** Forgets everything that was sealed or opened. */
  void wipe() {
    boxes.values().forEach(BuyerBox::wipe);
    boxes.clear();
    entries.clear();
  }

  private boolean isMissingCandidate(SheetEntry entry) {
    BuyerBox box = boxes.get(entry.buyerId);
    return box != null
        && entry.ciphertext == null
        && box.candidate().filter(candidate -> candidate == entry).isPresent();
  }
}
