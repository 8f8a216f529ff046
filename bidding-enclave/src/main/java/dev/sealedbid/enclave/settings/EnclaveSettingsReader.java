package dev.sealedbid.enclave.settings;

import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonArray;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a settings file with the reader of the terms: the enclave has one JSON reader, and needn't
 * load another one before it can answer.
 */
final class EnclaveSettingsReader {
  private static final int VERSION = 1;
  private static final JsonLimits LIMITS = JsonLimits.of(EnclaveSettings.MAX_LENGTH, 1_000);

  private EnclaveSettingsReader() {}

  /**
   * Reads and checks every field.
   *
   * @throws IllegalArgumentException if a field is missing, unknown, twice there, or out of range
   */
  static EnclaveSettings read(byte[] json) {
    JsonObject root =
        object(
            tree(json),
            "settings",
            Set.of("version", "parentCid", "listenPort", "proxyPort", "regions", "trustRoots"),
            Set.of("limits"));
    if (integer(root, "version") != VERSION) {
      throw new IllegalArgumentException("settings of version 1 are understood, no others");
    }
    return new EnclaveSettings(
        integer(root, "parentCid"),
        integer(root, "listenPort"),
        integer(root, "proxyPort"),
        endpoints(root.members().get("regions")),
        texts(root.members().get("trustRoots")),
        limits(root.members().get("limits")));
  }

  private static JsonValue tree(byte[] json) {
    try {
      return StrictJson.parse(json, LIMITS);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("settings: " + e.getMessage(), e);
    }
  }

  private static Map<String, URI> endpoints(@Nullable JsonValue regions) {
    Map<String, URI> endpoints = new TreeMap<>();
    object(regions, "regions")
        .members()
        .forEach(
            (name, value) -> {
              JsonObject region = object(value, "a Region", Set.of("kmsEndpoint"), Set.of());
              endpoints.put(name, URI.create(text(region.members().get("kmsEndpoint"))));
            });
    return endpoints;
  }

  private static EnclaveSettings.Limits limits(@Nullable JsonValue value) {
    EnclaveSettings.Limits defaults = EnclaveSettings.Limits.defaults();
    if (value == null) {
      return defaults;
    }
    JsonObject limits = object(value, "limits", Set.of(), Set.of("connections", "decrypts"));
    return new EnclaveSettings.Limits(
        limits.members().containsKey("connections")
            ? integer(limits, "connections")
            : defaults.connections(),
        limits.members().containsKey("decrypts")
            ? integer(limits, "decrypts")
            : defaults.decrypts());
  }

  private static List<String> texts(@Nullable JsonValue value) {
    if (!(value instanceof JsonArray array)) {
      throw new IllegalArgumentException("trustRoots is a list of certificates in PEM");
    }
    List<String> texts = new ArrayList<>();
    array.items().forEach(item -> texts.add(text(item)));
    return texts;
  }

  private static String text(@Nullable JsonValue value) {
    if (!(value instanceof JsonText text)) {
      throw new IllegalArgumentException("settings: text was expected");
    }
    return text.text();
  }

  private static int integer(JsonObject object, String field) {
    if (object.members().get(field) instanceof JsonNumber number) {
      Optional<Long> value = number.asLong();
      if (value.isPresent() && value.get() == value.get().intValue()) {
        return value.get().intValue();
      }
    }
    throw new IllegalArgumentException(field + " is an integer");
  }

  private static JsonObject object(@Nullable JsonValue value, String what) {
    if (!(value instanceof JsonObject object)) {
      throw new IllegalArgumentException(what + " is a JSON object");
    }
    if (!object.duplicates().isEmpty()) {
      throw new IllegalArgumentException(what + ": a field is there twice");
    }
    return object;
  }

  private static JsonObject object(
      @Nullable JsonValue value, String what, Set<String> required, Set<String> optional) {
    JsonObject object = object(value, what);
    for (String field : required) {
      if (!object.members().containsKey(field)) {
        throw new IllegalArgumentException(what + ": no field " + field);
      }
    }
    for (String field : object.members().keySet()) {
      if (!required.contains(field) && !optional.contains(field)) {
        throw new IllegalArgumentException(what + ": unknown field " + field);
      }
    }
    return object;
  }
}
