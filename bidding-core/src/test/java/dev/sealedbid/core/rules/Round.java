package dev.sealedbid.core.rules;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A random auction with few different amounts, so that there are many ties, reserves that are just
 * met and lots that nobody wins. Everything follows from the seed.
 */
final class Round {
  static final SessionId SESSION = SessionId.fromBytes(new byte[32]);

  /** Amounts are 0 to this. */
  static final int TOP = 6;

  final Random random;
  final Rule rule;
  final TieBreak tieBreak;
  final Direction direction;
  final int buyers;
  final List<Lot> lots = new ArrayList<>();

  /** The amounts of a buyer for each lot, -1 for none; null for a buyer without a sheet. */
  final Map<String, long[]> amounts = new HashMap<>();

  final Map<String, Long> sequences = new HashMap<>();
  final long[] sealedReserves;
  boolean sellerWithdraws;

  Round(long seed) {
    // Random's first draws are nearly the same for seeds that are near to one another.
    random = new Random(new SplittableRandom(seed).nextLong());
    rule = random.nextBoolean() ? Rule.FIRST_PRICE : Rule.SECOND_PRICE;
    tieBreak = random.nextBoolean() ? TieBreak.LOTTERY : TieBreak.EARLIEST_ACKNOWLEDGED;
    direction = random.nextBoolean() ? Direction.HIGHEST_WINS : Direction.LOWEST_WINS;
    buyers = 1 + random.nextInt(7);
    int count = 1 + random.nextInt(3);
    sealedReserves = new long[count];
    Arrays.fill(sealedReserves, BidSheet.NO_BID);
    for (int i = 0; i < count; i++) {
      lots.add(lot(i));
    }
    sellerWithdraws = random.nextInt(6) == 0;
    drawSheets();
  }

  /** The lots of another round with other rules about them. */
  private Round(Round like, Rule rule, Direction direction, List<Lot> lots, long[] sealed) {
    this.random = like.random;
    this.rule = rule;
    this.tieBreak = like.tieBreak;
    this.direction = direction;
    this.buyers = like.buyers;
    this.lots.addAll(lots);
    this.sealedReserves = sealed;
    this.sellerWithdraws = like.sellerWithdraws;
    like.amounts.forEach((id, own) -> amounts.put(id, own.clone()));
    sequences.putAll(like.sequences);
  }

  private Lot lot(int index) {
    int units = 1 + random.nextInt(3);
    boolean needsReserve = rule == Rule.SECOND_PRICE || random.nextBoolean();
    boolean sealed = needsReserve && random.nextInt(3) == 0;
    long reserve = random.nextInt(TOP + 1);
    if (sealed) {
      sealedReserves[index] = reserve;
    }
    return new Lot(
        "lot-" + index,
        "",
        units,
        needsReserve && !sealed ? Optional.of(reserve) : Optional.empty(),
        sealed,
        Optional.empty(),
        Optional.empty());
  }

  private void drawSheets() {
    List<Long> places = new ArrayList<>();
    for (long i = 1; i <= buyers + 1; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    for (int i = 1; i <= buyers; i++) {
      sequences.put("buyer-" + i, places.get(i));
      if (random.nextInt(5) > 0) {
        amounts.put("buyer-" + i, random.longs(lots.size(), -1, TOP + 1).toArray());
      }
    }
    sequences.put(Identifiers.SELLER, places.get(0));
  }

  Terms terms() {
    return TermsFixture.terms(rule, tieBreak, direction, Disclosure.PRICE_PUBLIC, buyers, lots);
  }

  /** The sheets in a random order. */
  List<CountedSheet> sheets() {
    List<CountedSheet> sheets = new ArrayList<>();
    amounts.forEach(
        (id, own) -> sheets.add(new CountedSheet(id, BidSheet.bid(nonce(id), own), sequence(id))));
    if (anySealed() && !sellerWithdraws) {
      BidSheet reserve = BidSheet.reserve(nonce(Identifiers.SELLER), sealedReserves);
      sheets.add(new CountedSheet(Identifiers.SELLER, reserve, sequence(Identifiers.SELLER)));
    }
    Collections.shuffle(sheets, random);
    return sheets;
  }

  Decision decide() {
    return Auction.decide(terms(), SESSION, sheets());
  }

  Oracle oracle(Sha384 seed) {
    List<Map<String, Long>> bids = new ArrayList<>();
    List<OptionalLong> reserves = new ArrayList<>();
    List<Integer> unsold = new ArrayList<>();
    for (int i = 0; i < lots.size(); i++) {
      int index = i;
      Map<String, Long> made = new HashMap<>();
      amounts.forEach(
          (id, own) -> {
            if (own[index] >= 0) {
              made.put(id, own[index]);
            }
          });
      bids.add(made);
      reserves.add(reserve(i));
      if (lots.get(i).sealedReserve() && sellerWithdraws) {
        unsold.add(i);
      }
    }
    return new Oracle(terms(), seed, bids, reserves, unsold, sequences);
  }

  /** A lot's reserve, public or sealed. */
  OptionalLong reserve(int lot) {
    if (lots.get(lot).sealedReserve()) {
      return OptionalLong.of(sealedReserves[lot]);
    }
    return lots.get(lot).reserve().map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  long amount(String buyerId, int lot) {
    return java.util.Objects.requireNonNull(amounts.get(buyerId))[lot];
  }

  /** The same, but for this buyer's amount for this lot. */
  Round with(String buyerId, int lot, long amount) {
    Round changed = new Round(this, rule, direction, lots, sealedReserves);
    java.util.Objects.requireNonNull(changed.amounts.get(buyerId))[lot] = amount;
    return changed;
  }

  Round withRule(Rule other) {
    return new Round(this, other, direction, lots, sealedReserves);
  }

  /** The same reserves, published. */
  Round withPublicReserves() {
    List<Lot> published =
        IntStream.range(0, lots.size())
            .mapToObj(i -> TermsFixture.lot(lots.get(i).id(), lots.get(i).units(), boxed(i)))
            .toList();
    long[] none = new long[lots.size()];
    Arrays.fill(none, BidSheet.NO_BID);
    return new Round(this, rule, direction, published, none);
  }

  /** Every amount from the other end, and the other direction. */
  Round mirrored() {
    List<Lot> mirrored = new ArrayList<>();
    long[] sealed = sealedReserves.clone();
    for (int i = 0; i < lots.size(); i++) {
      Lot lot = lots.get(i);
      mirrored.add(
          lot.sealedReserve()
              ? lot
              : TermsFixture.lot(lot.id(), lot.units(), lot.reserve().map(r -> TOP - r)));
      sealed[i] = lot.sealedReserve() ? TOP - sealed[i] : BidSheet.NO_BID;
    }
    Direction other =
        direction == Direction.HIGHEST_WINS ? Direction.LOWEST_WINS : Direction.HIGHEST_WINS;
    Round round = new Round(this, rule, other, mirrored, sealed);
    round.amounts.values().forEach(own -> Arrays.setAll(own, i -> own[i] < 0 ? -1 : TOP - own[i]));
    return round;
  }

  /** Whether one amount is better than another. */
  boolean better(long one, long other) {
    return direction == Direction.HIGHEST_WINS ? one > other : one < other;
  }

  boolean anySealed() {
    return lots.stream().anyMatch(Lot::sealedReserve);
  }

  private Optional<Long> boxed(int lot) {
    OptionalLong reserve = reserve(lot);
    return reserve.isPresent() ? Optional.of(reserve.getAsLong()) : Optional.empty();
  }

  private long sequence(String id) {
    return java.util.Objects.requireNonNull(sequences.get(id));
  }

  private static byte[] nonce(String id) {
    return Arrays.copyOf(
        Sha384.of(id.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).bytes(), 32);
  }
}
