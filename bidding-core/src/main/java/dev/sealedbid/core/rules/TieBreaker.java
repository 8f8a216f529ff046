package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.TieBreak;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Decides among equal amounts that can't all win. The order of the sheets means nothing to it. */
final class TieBreaker {
  private final TieBreak rule;
  private final Lottery.Tickets tickets;

  TieBreaker(TieBreak rule, Sha384 seed) {
    this.rule = rule;
    this.tickets = new Lottery.Tickets(seed);
  }

  /** So many of the places, those that win the tie first. */
  List<Integer> first(
      int units, String lotId, List<Integer> places, IntFunction<CountedSheet> sheets) {
    if (places.size() == units) {
      return places;
    }
    Comparator<Integer> order =
        rule == TieBreak.LOTTERY
            ? byTicket(lotId, places, sheets)
            : Comparator.comparingLong(place -> sheets.apply(place).sequence());
    if (units == 1) {
      return List.of(places.stream().min(order).orElseThrow());
    }
    return places.stream().sorted(order).limit(units).toList();
  }

  private Comparator<Integer> byTicket(
      String lotId, List<Integer> places, IntFunction<CountedSheet> sheets) {
    Map<Integer, byte[]> drawn = new HashMap<>();
    places.forEach(place -> drawn.put(place, tickets.draw(lotId, sheets.apply(place).buyerId())));
    return Comparator.comparing(drawn::get, Arrays::compareUnsigned);
  }
}
