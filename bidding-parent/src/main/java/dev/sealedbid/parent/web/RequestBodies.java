package dev.sealedbid.parent.web;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.protocol.rest.ParentCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Reads request bodies: never more than a limit, and JSON strictly. */
public final class RequestBodies {
  /** The most bytes of a JSON request other than terms. */
  static final int MAX_JSON_LENGTH = 16_384;

  private static final int MAX_DEPTH = 8;

  private final JsonMapper json = strict();

  private static JsonMapper strict() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text -> {
              text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
              text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
        .build();
  }

  /**
   * The body's bytes as they came.
   *
   * @throws ProblemException REQUEST_TOO_LARGE past the limit, which is checked before reading
   *     where the length is declared
   */
  public byte[] bytes(HttpServletRequest request, int limit) {
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try (InputStream body = request.getInputStream()) {
      byte[] bytes = body.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw tooLarge(limit);
      }
      return bytes;
    } catch (IOException e) {
      throw ProblemException.of(
          ParentCode.MALFORMED_REQUEST, "The body ended before its declared length.", e);
    }
  }

  /**
   * The body as a record: a JSON object with that record's fields and no other, nothing behind it.
   *
   * @throws ProblemException MALFORMED_REQUEST, REQUEST_TOO_LARGE
   */
  public <T> T json(HttpServletRequest request, Class<T> type) {
    byte[] bytes = bytes(request, MAX_JSON_LENGTH);
    try {
      T value = json.readValue(bytes, type);
      if (value == null) {
        throw malformed("The body is null; it takes a JSON object.", null);
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw malformed("The body has the unknown field \"" + shown(e.getPropertyName()) + "\".", e);
    } catch (JacksonException e) {
      // Jackson's text would echo the body.
      throw malformed("The body isn't the JSON object that this call takes.", e);
    }
  }

  /** The body as a record, or the given value where there is no body. */
  public <T> T json(HttpServletRequest request, Class<T> type, T ifEmpty) {
    boolean empty =
        request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
    return empty ? ifEmpty : json(request, type);
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 64 ? plain.substring(0, 64) + "…" : plain;
  }

  private static ProblemException malformed(
      String detail, @org.jspecify.annotations.Nullable Throwable cause) {
    return ProblemException.of(ParentCode.MALFORMED_REQUEST, detail, cause);
  }

  private static ProblemException tooLarge(int limit) {
    return ProblemException.of(
        ParentCode.REQUEST_TOO_LARGE, "The body is longer than " + limit + " bytes.");
  }
}
