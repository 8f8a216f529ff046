package dev.sealedbid.core.terms;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.PlainText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code lots}. */
final class LotReader {
  private static final String SEALED = "SEALED";
  private static final String RESERVE = "reserve";

  private final Fields terms;
  private final Set<String> buyerIds;
  private final Map<String, String> pathsById = new HashMap<>();
  private final List<String> withoutReserve = new ArrayList<>();
  private boolean anySealed;
  private boolean anyUnreadable;
  private boolean anyUnits;
  private long unitsTogether;

  LotReader(Fields terms, Set<String> buyerIds) {
    this.terms = terms;
    this.buyerIds = buyerIds;
  }

  List<Lot> read() {
    List<JsonValue> items = terms.array("lots", 1, Limits.MAX_LOTS);
    List<Lot> lots = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Fields.asObject(terms.at("lots", i), items.get(i), terms.faults())
          .flatMap(this::lot)
          .ifPresent(lots::add);
    }
    if (unitsTogether > Limits.MAX_UNITS_TOGETHER) {
      terms.fault(
          "lots",
          "have more than "
              + Limits.MAX_UNITS_TOGETHER
              + " units together: their winners wouldn't fit into an outcome");
    }
    return lots;
  }

  /** Whether a lot's reserve is sealed, even if something else about it is wrong. */
  boolean anySealed() {
    return anySealed;
  }

  /** Whether no lot's reserve is sealed, nor perhaps meant to be. */
  boolean noneSealed() {
    return !anySealed && !anyUnreadable;
  }

  /**
   * Where a winner's price isn't its own amount, it must be told the price, and a bid that meets no
   * other must have one: the reserve.
   */
  void checkPrices(Rule rule, Disclosure disclosure) {
    if (rule != Rule.SECOND_PRICE && !anyUnits) {
      return;
    }
    String because = rule == Rule.SECOND_PRICE ? "with SECOND_PRICE" : "with more than one unit";
    if (disclosure == Disclosure.WINNERS_ONLY) {
      terms.fault(
          "disclosure",
          "must be SEALED_AWARD or PRICE_PUBLIC " + because + ": a winner has to learn its price");
    }
    withoutReserve.forEach(
        path ->
            terms
                .faults()
                .add(
                    path,
                    "is missing: " + because + " every lot needs a reserve, a lone bid's price"));
  }

  private Optional<Lot> lot(Fields fields) {
    Optional<String> id =
        fields.text("id", Identifiers::isValid, TermsReader.ID_FORM).filter(i -> isNew(fields, i));
    String description = description(fields);
    long units = fields.has("units") ? fields.number("units", 1, Limits.MAX_UNITS).orElse(1L) : 1;
    anyUnits |= units > 1;
    unitsTogether += units;
    boolean sealedReserve = isSealed(fields);
    anySealed |= sealedReserve;
    Optional<Long> reserve = sealedReserve ? Optional.empty() : reserve(fields);
    Optional<Long> step =
        fields.has("step") ? fields.number("step", 1, Limits.MAX_AMOUNT) : Optional.empty();
    checkStep(fields, reserve, step);
    Optional<Set<String>> admitted =
        fields.has("admitted") ? Optional.of(admitted(fields)) : Optional.empty();
    fields.finish();
    return id.map(
        i -> new Lot(i, description, (int) units, reserve, sealedReserve, step, admitted));
  }

  private boolean isNew(Fields fields, String id) {
    String earlier = pathsById.putIfAbsent(id, fields.at("id"));
    if (earlier != null) {
      fields.fault("id", PlainText.quote(id) + " is the id of another lot: " + earlier);
    }
    return earlier == null;
  }

  private static String description(Fields fields) {
    if (!fields.has("description")) {
      return "";
    }
    return TermsReader.plain(fields, "description", 0, Limits.MAX_DESCRIPTION_LENGTH).orElse("");
  }

  private static boolean isSealed(Fields fields) {
    return fields.has(RESERVE)
        && fields.value(RESERVE).orElseThrow() instanceof JsonText text
        && text.text().equals(SEALED);
  }

  private Optional<Long> reserve(Fields fields) {
    if (!fields.has(RESERVE)) {
      withoutReserve.add(fields.at(RESERVE));
      return Optional.empty();
    }
    if (fields.value(RESERVE).orElseThrow() instanceof JsonText) {
      anyUnreadable = true;
      fields.fault(
          RESERVE,
          "must be \"SEALED\" or an integer from 0 to " + Limits.MAX_AMOUNT + ", without quotes");
      return Optional.empty();
    }
    return fields.number(RESERVE, 0, Limits.MAX_AMOUNT);
  }

  /** A reserve can become the price, and prices are multiples of the step. */
  private static void checkStep(Fields fields, Optional<Long> reserve, Optional<Long> step) {
    if (reserve.isPresent() && step.isPresent() && reserve.get() % step.get() != 0) {
      fields.fault(RESERVE, "must be a multiple of the lot's step, " + step.get());
    }
  }

  private Set<String> admitted(Fields fields) {
    return Set.copyOf(
        fields.texts("admitted", 1, Limits.MAX_BUYERS, buyerIds, "one of the buyers"));
  }
}
