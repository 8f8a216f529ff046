package dev.sealedbid.demo.system;

import dev.sealedbid.buyer.aws.AwsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The AWS configuration of a local system: a profile for each role, and the endpoints of its AWS as
 * the SDKs' own {@code services} settings. Any AWS SDK or CLI can use it.
 */
public final class AwsProfiles {
  private final Path each;
  private final Path config;
  private final Path credentials;
  private final String services;
  private final Map<String, Keys> profiles = new LinkedHashMap<>();
  private final Map<String, String> regions = new HashMap<>();

  /** An access key, with a session token or without ({@code ""}). */
  public record Keys(String accessKeyId, String secretAccessKey, String sessionToken) {
    @Override
    public String toString() {
      return "Keys[" + accessKeyId + "]";
    }
  }

  AwsProfiles(Path directory, AwsEndpoints aws) {
    this.each = directory.resolve("profiles");
    this.config = directory.resolve("aws-config");
    this.credentials = directory.resolve("aws-credentials");
    this.services =
        """
        [services local]
        s3 =
          endpoint_url = %s
        kms =
          endpoint_url = %s
        sts =
          endpoint_url = %s
        iam =
          endpoint_url = %s
        cloudtrail =
          endpoint_url = %s
        """
            .formatted(aws.s3(), aws.kms(), aws.sts(), aws.sts(), aws.cloudTrail());
  }

  public Path config() {
    return config;
  }

  Path credentials() {
    return credentials;
  }

  /** What a process needs in its environment to use these profiles. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_CONFIG_FILE", config.toString(),
        "AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
  }

  public void put(String name, Keys keys) {
    put(name, LocalNames.REGION, keys);
  }

  public void put(String name, String region, Keys keys) {
    profiles.put(name, keys);
    regions.put(name, region);
    AwsSettings own = own(name);
    own.configFile().ifPresent(file -> replace(file, config(name) + services));
    own.credentialsFile().ifPresent(file -> replace(file, credentials(name, keys)));
  }

  /**
   * That profile in files of its own, as on its principal's machine. Of many principals each reads
   * these: the files of all, read for each, would cost the square of their number.
   */
  AwsSettings own(String name) {
    Path folder = each.resolve(name);
    return new AwsSettings(
        Optional.of(name),
        Optional.of(folder.resolve("config")),
        Optional.of(folder.resolve("credentials")));
  }

  /** The same settings, narrowed to the profile that they name if it is one of these. */
  AwsSettings narrow(AwsSettings settings) {
    return settings
        .profile()
        .filter(profiles::containsKey)
        .filter(name -> settings.configFile().equals(Optional.of(config)))
        .map(this::own)
        .orElse(settings);
  }

  /** The Region of that profile. */
  String region(String name) {
    return regions.getOrDefault(name, LocalNames.REGION);
  }

  /** Writes both files; the one with the secrets for the owner's eyes only. */
  public void write() {
    StringBuilder configText = new StringBuilder();
    StringBuilder credentialsText = new StringBuilder();
    profiles.forEach(
        (name, keys) -> {
          configText.append(config(name));
          credentialsText.append(credentials(name, keys));
        });
    replace(config, configText + services);
    replace(credentials, credentialsText.toString());
  }

  private String config(String name) {
    return "[profile " + name + "]\nregion = " + region(name) + "\nservices = local\n\n";
  }

  private static String credentials(String name, Keys keys) {
    StringBuilder text = new StringBuilder();
    text.append('[').append(name).append("]\n");
    text.append("aws_access_key_id = ").append(keys.accessKeyId());
    text.append("\naws_secret_access_key = ").append(keys.secretAccessKey());
    if (!keys.sessionToken().isEmpty()) {
      text.append("\naws_session_token = ").append(keys.sessionToken());
    }
    return text.append("\n\n").toString();
  }

  // Moved into place, so that a reader sees the old file or the new one.
  private static void replace(Path file, String text) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(part, text.getBytes(StandardCharsets.UTF_8));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DemoFailedException("can't write " + file, e);
    }
  }
}
