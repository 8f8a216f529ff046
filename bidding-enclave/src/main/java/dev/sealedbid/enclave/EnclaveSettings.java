package dev.sealedbid.enclave;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The enclave's own settings: one file in the measured image. Nothing of it can be changed from
 * outside without changing PCR2.
 *
 * <pre>{@code
 * {"version": 1, "parentCid": 3, "listenPort": 5005, "proxyPort": 8000,
 *  "regions": {"eu-west-1": {"kmsEndpoint": "https://kms.eu-west-1.amazonaws.com"}},
 *  "trustRoots": ["-----BEGIN CERTIFICATE-----\n…"],
 *  "limits": {"connections": 64, "decrypts": 8}}
 * }</pre>
 *
 * The trust roots stand in the file itself, so that one file is all there is to measure. {@code
 * limits} and each of its fields may be left out.
 *
 * @param parentCid the only vsock peer that is served
 * @param listenPort where frames are served
 * @param proxyPort the parent's KMS egress proxy
 * @param kmsEndpoints KMS endpoint by Region
 * @param trustRoots the only roots of TLS to KMS, as PEM certificates
 * @param limits bounds on work done at a time
 */
public record EnclaveSettings(
    int parentCid,
    int listenPort,
    int proxyPort,
    Map<String, URI> kmsEndpoints,
    List<String> trustRoots,
    Limits limits) {
  /** The longest settings file in bytes. */
  public static final int MAX_LENGTH = 262_144;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Bounds on work done at a time.
   *
   * @param connections open at once, 1 to 256; one more closes the one that has been idle longest
   * @param decrypts calls of KMS under way at once in a round, 1 to 64
   */
  public record Limits(int connections, int decrypts) {
    /** Checks the ranges. */
    public Limits {
      requireRange(connections, 1, 256, "limits.connections");
      requireRange(decrypts, 1, 64, "limits.decrypts");
    }

    /** 64 connections, 8 decrypts. */
    public static Limits defaults() {
      return new Limits(64, 8);
    }
  }

  /** Checks every value. */
  public EnclaveSettings {
    requireRange(parentCid, 1, Integer.MAX_VALUE, "parentCid");
    requireRange(listenPort, 1, Integer.MAX_VALUE, "listenPort");
    requireRange(proxyPort, 1, Integer.MAX_VALUE, "proxyPort");
    kmsEndpoints = Map.copyOf(kmsEndpoints);
    trustRoots = List.copyOf(trustRoots);
    if (kmsEndpoints.isEmpty() || trustRoots.isEmpty()) {
      throw new IllegalArgumentException("settings name at least one Region and one trust root");
    }
    for (Map.Entry<String, URI> endpoint : kmsEndpoints.entrySet()) {
      if (!endpoint.getKey().matches("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}")) {
        throw new IllegalArgumentException("regions: not a Region: " + endpoint.getKey());
      }
      if (!"https".equals(endpoint.getValue().getScheme())
          || endpoint.getValue().getHost() == null) {
        throw new IllegalArgumentException("regions: a KMS endpoint is https://HOST[:PORT]");
      }
    }
  }

  /**
   * Reads a settings file.
   *
   * @throws IllegalArgumentException if a field is missing, unknown, twice there, or out of range
   */
  public static EnclaveSettings parse(byte[] json) {
    if (json.length > MAX_LENGTH) {
      throw new IllegalArgumentException("settings have at most " + MAX_LENGTH + " bytes");
    }
    JsonNode root = tree(json);
    requireFields(
        root,
        "settings",
        Set.of("version", "parentCid", "listenPort", "proxyPort", "regions", "trustRoots"),
        Set.of("limits"));
    if (integer(root, "version") != 1) {
      throw new IllegalArgumentException("settings of version 1 are understood, no others");
    }
    return new EnclaveSettings(
        integer(root, "parentCid"),
        integer(root, "listenPort"),
        integer(root, "proxyPort"),
        endpoints(root.get("regions")),
        texts(root.get("trustRoots")),
        limits(root.get("limits")));
  }

  /**
   * The trust roots as a key store, and nothing else in it.
   *
   * @throws IllegalArgumentException if a root isn't one certificate in PEM
   */
  public KeyStore trustStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      CertificateFactory certificates = CertificateFactory.getInstance("X.509");
      for (int i = 0; i < trustRoots.size(); i++) {
        byte[] pem = trustRoots.get(i).getBytes(StandardCharsets.US_ASCII);
        store.setCertificateEntry(
            "root-" + i, certificates.generateCertificate(new ByteArrayInputStream(pem)));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("trustRoots: each is one certificate in PEM", e);
    }
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("settings are one JSON object without duplicate fields");
    }
  }

  private static Map<String, URI> endpoints(JsonNode regions) {
    Map<String, URI> endpoints = new TreeMap<>();
    requireObject(regions, "regions");
    for (Map.Entry<String, JsonNode> region : regions.properties()) {
      requireFields(region.getValue(), "a Region", Set.of("kmsEndpoint"), Set.of());
      endpoints.put(region.getKey(), URI.create(text(region.getValue().get("kmsEndpoint"))));
    }
    return endpoints;
  }

  private static Limits limits(@Nullable JsonNode limits) {
    Limits defaults = Limits.defaults();
    if (limits == null) {
      return defaults;
    }
    requireFields(limits, "limits", Set.of(), Set.of("connections", "decrypts"));
    return new Limits(
        limits.has("connections") ? integer(limits, "connections") : defaults.connections(),
        limits.has("decrypts") ? integer(limits, "decrypts") : defaults.decrypts());
  }

  private static List<String> texts(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("trustRoots is a list of certificates in PEM");
    }
    List<String> texts = new ArrayList<>();
    Iterator<JsonNode> elements = array.iterator();
    while (elements.hasNext()) {
      texts.add(text(elements.next()));
    }
    return texts;
  }

  private static String text(JsonNode node) {
    if (!node.isString()) {
      throw new IllegalArgumentException("settings: text was expected");
    }
    return node.stringValue();
  }

  private static int integer(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(field + " is an integer");
    }
    return value.intValue();
  }

  private static void requireObject(JsonNode node, String what) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(what + " is a JSON object");
    }
  }

  private static void requireFields(
      JsonNode node, String what, Set<String> required, Set<String> optional) {
    requireObject(node, what);
    for (String field : required) {
      if (!node.has(field)) {
        throw new IllegalArgumentException(what + ": no field " + field);
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!required.contains(field.getKey()) && !optional.contains(field.getKey())) {
        throw new IllegalArgumentException(what + ": unknown field " + field.getKey());
      }
    }
  }

  private static void requireRange(int value, int min, int max, String what) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " is " + min + " to " + max);
    }
  }
}
