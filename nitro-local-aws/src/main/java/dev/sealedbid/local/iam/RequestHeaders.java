package dev.sealedbid.local.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The headers of a request by lower-case name. */
final class RequestHeaders {
  private final Map<String, List<String>> byName = new TreeMap<>();

  RequestHeaders(Map<String, List<String>> headers) {
    headers.forEach(
        (name, values) ->
            byName
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .addAll(values));
  }

  Set<String> names() {
    return byName.keySet();
  }

  /** The value of a header that may stand only once; sent twice it counts as not sent. */
  Optional<String> one(String name) {
    List<String> values = byName.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  /** As the canonical request has it: trimmed, runs of spaces as one, several joined by commas. */
  Optional<String> canonical(String name) {
    if (!byName.containsKey(name)) {
      return Optional.empty();
    }
    List<String> trimmed = new ArrayList<>();
    for (String value : byName.getOrDefault(name, List.of())) {
      trimmed.add(value.strip().replaceAll(" +", " "));
    }
    return Optional.of(String.join(",", trimmed));
  }
}
