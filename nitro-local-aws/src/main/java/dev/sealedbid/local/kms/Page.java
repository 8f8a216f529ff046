package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One page of a list, as the List operations of KMS give it: {@code Limit}, {@code Marker}, {@code
 * Truncated}, {@code NextMarker}. A marker is the number of entries before the page.
 */
final class Page {
  private Page() {}

  static Map<String, Object> of(
      JsonRequest request, String member, List<?> all, int usual, int most) throws JsonFault {
    long limit = request.number("Limit").orElse(usual);
    if (limit < 1 || limit > most) {
      throw JsonFault.validation(
          "1 validation error detected: Value '"
              + limit
              + "' at 'limit' failed to satisfy constraint: Member must have value between 1 and "
              + most);
    }
    int from = Math.min(start(request), all.size());
    int to = (int) Math.min(all.size(), from + limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(member, all.subList(from, to));
    page.put("Truncated", to < all.size());
    if (to < all.size()) {
      page.put("NextMarker", Integer.toString(to));
    }
    return page;
  }

  private static int start(JsonRequest request) throws JsonFault {
    String marker = request.text("Marker").orElse("0");
    if (!marker.matches("[0-9]{1,9}")) {
      throw new JsonFault(400, "InvalidMarkerException", "The marker is invalid.");
    }
    return Integer.parseInt(marker);
  }
}
