package dev.sealedbid.local;

import java.net.URI;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a local AWS process is to be found: the one line of JSON that {@link LocalAwsMain} prints
 * when it is ready.
 *
 * @param s3 endpoint of S3
 * @param kms endpoint of KMS, STS and CloudTrail
 * @param control the control API
 * @param controlToken file with the control API's bearer token, mode 0600
 * @param caCertificate PEM
 * @param trustStore PKCS #12, password {@code changeit}
 * @param nitroRoot the root of the local Nitro PKI, PEM
 * @param pid of the process
 */
public record LocalAwsAddresses(
    URI s3,
    URI kms,
    URI control,
    String controlToken,
    String caCertificate,
    String trustStore,
    String nitroRoot,
    long pid) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Reads the line.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  public static LocalAwsAddresses parse(String line) {
    try {
      return JSON.readValue(line, LocalAwsAddresses.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not the ready line of a local AWS: " + line, e);
    }
  }

  /** The line, without its end. */
  public String toJson() {
    return JSON.writeValueAsString(this);
  }

  /** {@link #controlToken()} as a path. */
  public Path controlTokenFile() {
    return Path.of(controlToken);
  }
}
