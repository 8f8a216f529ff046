package dev.sealedbid.parent.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON object, of which every member is a text or null.
 *
 * @param texts the texts by name; a member that is null isn't there
 */
public record JsonBody(Map<String, String> texts) {
  /** Keeps a copy of the map. */
  public JsonBody {
    texts = Map.copyOf(texts);
  }

  /** The text of that name, or null. */
  public @Nullable String text(String name) {
    return texts.get(name);
  }
}
