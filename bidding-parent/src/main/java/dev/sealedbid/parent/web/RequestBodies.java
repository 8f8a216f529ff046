package dev.sealedbid.parent.web;

import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonNull;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies: never more than a limit, never more of them at a time than fit, and JSON by
 * the protocol's own strict reader.
 */
public final class RequestBodies {
  /** The most bytes of a JSON request other than terms. */
  static final int MAX_JSON_LENGTH = 16_384;

  private static final JsonLimits JSON = JsonLimits.of(MAX_JSON_LENGTH, 64);
  private static final int FIRST_LENGTH = 8_192;

  private final BodyLimits limits;
  private final HeldBytes held;
  private final LongSupplier nanoTime;

  /**
   * Reads within these limits.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public RequestBodies(BodyLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.held = new HeldBytes(limits.held());
    this.nanoTime = nanoTime;
  }

  /**
   * Has the body's bytes, as they came, used. They count as held until then.
   *
   * @throws ProblemException REQUEST_TOO_LARGE past the limit, which is checked before reading
   *     where the length is declared; OVERLOADED if so much of other long bodies is held that this
   *     one doesn't fit; REQUEST_TIMEOUT if it comes too slowly
   */
  public <R> R bytes(HttpServletRequest request, int limit, Function<byte[], R> use) {
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try (HeldBytes.Share share = held.share();
        InputStream body = request.getInputStream()) {
      return use.apply(read(body, limit, share));
    } catch (IOException e) {
      throw ProblemException.of(
          ParentCode.MALFORMED_REQUEST, "The body ended before its declared length.", e);
    }
  }

  // The array grows with what has arrived, and twice that is the most that there is of it.
  private byte[] read(InputStream body, int limit, HeldBytes.Share share) throws IOException {
    long start = nanoTime.getAsLong();
    byte[] bytes = new byte[Math.min(FIRST_LENGTH, limit + 1)];
    int length = 0;
    for (int read = body.read(bytes, 0, bytes.length);
        read >= 0;
        read = body.read(bytes, length, bytes.length - length)) {
      length += read;
      if (length > limit) {
        throw tooLarge(limit);
      }
      if (nanoTime.getAsLong() - start > limits.time().toNanos()) {
        throw ProblemException.of(
            ParentCode.REQUEST_TIMEOUT,
            "The body took longer than " + limits.time().toSeconds() + " seconds.");
      }
      share.grow(length);
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, limit + 1L));
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /**
   * The body as a JSON object with no other fields than these, each a text or null, and nothing
   * behind it.
   *
   * @throws ProblemException MALFORMED_REQUEST, REQUEST_TOO_LARGE, REQUEST_TIMEOUT
   */
  public JsonBody json(HttpServletRequest request, String... fields) {
    return bytes(request, MAX_JSON_LENGTH, bytes -> body(bytes, Set.of(fields)));
  }

  /** The same, or an object without fields where there is no body. */
  public JsonBody jsonIfAny(HttpServletRequest request, String... fields) {
    boolean empty =
        request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
    return empty ? new JsonBody(Map.of()) : json(request, fields);
  }

  private static JsonBody body(byte[] bytes, Set<String> fields) {
    try {
      JsonValue value = StrictJson.parseUnique(bytes, JSON);
      if (value instanceof JsonNull) {
        throw malformed("The body is null; it takes a JSON object.", null);
      }
      if (value instanceof JsonObject object) {
        return body(object, fields);
      }
    } catch (MalformedJsonException e) {
      throw malformed(
          "The body isn't the JSON object that this call takes: " + e.getMessage() + ".", e);
    }
    throw malformed("The body isn't the JSON object that this call takes.", null);
  }

  private static JsonBody body(JsonObject object, Set<String> fields) {
    Map<String, String> texts = new HashMap<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              if (!fields.contains(name)) {
                throw malformed("The body has the unknown field \"" + shown(name) + "\".", null);
              }
              if (value instanceof JsonText text) {
                texts.put(name, text.text());
              } else if (!(value instanceof JsonNull)) {
                throw malformed(
                    "The body isn't the JSON object that this call takes: "
                        + name
                        + " must be a text.",
                    null);
              }
            });
    return new JsonBody(texts);
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 64 ? plain.substring(0, 64) + "…" : plain;
  }

  private static ProblemException malformed(String detail, @Nullable Throwable cause) {
    return ProblemException.of(ParentCode.MALFORMED_REQUEST, detail, cause);
  }

  private static ProblemException tooLarge(int limit) {
    return ProblemException.of(
        ParentCode.REQUEST_TOO_LARGE, "The body is longer than " + limit + " bytes.");
  }
}
