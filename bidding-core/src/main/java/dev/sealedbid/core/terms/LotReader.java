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

  private final Fields terms;
  private final Set<String> buyerIds;
  private final Map<String, String> pathsById = new HashMap<>();

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
    return lots;
  }

  private Optional<Lot> lot(Fields fields) {
    Optional<String> id =
        fields.text("id", Identifiers::isValid, TermsReader.ID_FORM).filter(i -> isNew(fields, i));
    String description = description(fields);
    long units = fields.has("units") ? fields.number("units", 1, Limits.MAX_UNITS).orElse(1L) : 1;
    Supported.checkUnits(fields, units);
    boolean sealedReserve = isSealed(fields);
    Optional<Long> reserve =
        fields.has("reserve") && !sealedReserve
            ? fields.number("reserve", 0, Limits.MAX_AMOUNT)
            : Optional.empty();
    Optional<Long> step =
        fields.has("step") ? fields.number("step", 1, Limits.MAX_AMOUNT) : Optional.empty();
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
    if (!fields.has("reserve")) {
      return false;
    }
    boolean sealed =
        fields.value("reserve").orElseThrow() instanceof JsonText text
            && text.text().equals(SEALED);
    if (sealed) {
      Supported.refuse(fields, "reserve", "a SEALED reserve");
    }
    return sealed;
  }

  private Set<String> admitted(Fields fields) {
    return Set.copyOf(
        fields.texts("admitted", 1, Limits.MAX_BUYERS, buyerIds, "one of the buyers"));
  }
}
