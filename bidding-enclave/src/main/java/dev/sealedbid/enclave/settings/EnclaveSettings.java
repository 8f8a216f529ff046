package dev.sealedbid.enclave.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;

/**
 * The enclave's own settings: one file in the measured image. Nothing of it can be changed from
 * outside without changing PCR2.
 *
 * <pre>{@code
 * {"version": 1, "parentCid": 3, "listenPort": 5005, "proxyPort": 8000,
 *  "regions": {"eu-west-1": {"kmsEndpoint": "https://kms.eu-west-1.amazonaws.com"}},
 *  "trustRoots": ["-----BEGIN CERTIFICATE-----\n…"],
 *  "limits": {"connections": 64, "decrypts": 64}}
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

  /**
   * Bounds on work done at a time.
   *
   * @param connections open at once, 1 to 256; one more closes the one that has been idle longest
   * @param decrypts the most calls of KMS under way at once in a round, 1 to 64; it begins with 8
   *     in a Region
   */
  public record Limits(int connections, int decrypts) {
    /** Checks the ranges. */
    public Limits {
      requireRange(connections, 1, 256, "limits.connections");
      requireRange(decrypts, 1, 64, "limits.decrypts");
    }

    /** 64 connections, 64 decrypts. */
    public static Limits defaults() {
      return new Limits(64, 64);
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
    return EnclaveSettingsReader.read(json);
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

  private static void requireRange(int value, int min, int max, String what) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " is " + min + " to " + max);
    }
  }
}
