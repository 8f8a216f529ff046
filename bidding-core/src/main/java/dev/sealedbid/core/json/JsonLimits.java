package dev.sealedbid.core.json;

import dev.sealedbid.core.Limits;

/**
 * How much a JSON document may hold. All of it is counted while the document is read, so that what
 * a document takes in memory doesn't grow past these, whatever its shape: eight MiB of {@code
 * [{},{},…]} would otherwise become some hundred MB of objects.
 *
 * @param length bytes of the document
 * @param values objects, arrays, texts, numbers, and the words {@code true}, {@code false} and
 *     {@code null}, those within others too
 * @param members members of one object
 * @param depth objects and arrays within one another
 */
public record JsonLimits(int length, int values, int members, int depth) {

  /** Refuses limits that no document meets. */
  public JsonLimits {
    if (length < 1 || values < 1 || members < 1 || depth < 1) {
      throw new IllegalArgumentException("a limit of JSON is at least 1");
    }
  }

  /**
   * Of a document of this protocol: at most {@link Limits#MAX_JSON_MEMBERS} members an object and
   * {@link Limits#MAX_JSON_DEPTH} levels.
   */
  public static JsonLimits of(int length, int values) {
    return new JsonLimits(length, values, Limits.MAX_JSON_MEMBERS, Limits.MAX_JSON_DEPTH);
  }
}
