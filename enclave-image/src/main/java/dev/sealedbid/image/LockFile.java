package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.image.LockedPackage.Role;
import dev.sealedbid.image.jars.JarLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything in an image that isn't ours, with version and SHA-256: one package for each role (of
 * the toolchain many), the kernel that is compiled from them, and the lock file of the jars.
 *
 * @param kernel SHA-256 of the kernel as it is compiled (bzImage), in lower-case hexadecimal: who
 *     compiles other bytes has made a mistake, or found one
 * @param jars the file beside this one that has the jars: {@link JarLock#NAME}
 * @param packages in the order of the roles
 */
record LockFile(String kernel, String jars, List<LockedPackage> packages) {
  private static final int VERSION = 3;
  private static final int MAX_LENGTH = 65_536;
  private static final String SHA256 = "[0-9a-f]{64}";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final Set<String> FIELDS =
      Set.of("role", "name", "version", "archive", "path", "sha256");

  LockFile {
    packages = List.copyOf(packages);
    if (!kernel.matches(SHA256)) {
      throw new IllegalArgumentException("kernel isn't right: " + kernel);
    }
    if (!jars.equals(JarLock.NAME)) {
      throw new IllegalArgumentException(
          "the jars' lock file is " + JarLock.NAME + ", not " + jars);
    }
    for (Role role : Role.values()) {
      long count = packages.stream().filter(locked -> locked.role() == role).count();
      if (role.isMany() ? count == 0 : count != 1) {
        throw new IllegalArgumentException(
            "the lock file has " + count + " packages of role " + name(role) + ", not one");
      }
    }
    Set<String> names = new HashSet<>();
    for (LockedPackage locked : packages) {
      if (!names.add(locked.name())) {
        throw new IllegalArgumentException("the lock file has " + locked.name() + " twice");
      }
    }
  }

  static LockFile read(Path file) {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw CommandFailedException.usage(file + " is too long for a lock file");
      }
      return parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw CommandFailedException.usage(
          "the lock file " + file + " can't be read (" + e.getClass().getSimpleName() + ")",
          "pass --lock FILE");
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "the lock file " + file + " isn't one: " + e.getMessage(),
          "take the one that is checked in, or make one with: lock update");
    }
  }

  /**
   * Reads a lock file.
   *
   * @throws IllegalArgumentException if a field is missing, unknown or wrong, or a role isn't there
   *     exactly once
   */
  static LockFile parse(byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON object without duplicate fields", e);
    }
    if (!root.isObject()
        || root.path("version").asInt(0) != VERSION
        || !root.path("kernel").isString()
        || !root.path("jars").isString()
        || !root.path("packages").isArray()
        || root.size() != 4) {
      throw new IllegalArgumentException(
          "it has version "
              + VERSION
              + ", the kernel's SHA-256, the name of the jars' lock file and a list of packages");
    }
    List<LockedPackage> packages = new ArrayList<>();
    for (JsonNode node : root.path("packages")) {
      packages.add(locked(node));
    }
    return new LockFile(
        root.path("kernel").stringValue(), root.path("jars").stringValue(), packages);
  }

  /** The same packages, and another kernel compiled from them. */
  LockFile withKernel(String sha256) {
    return new LockFile(sha256, jars, packages);
  }

  void write(Path file) throws IOException {
    List<Map<String, String>> list = new ArrayList<>();
    for (LockedPackage locked : packages) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("role", name(locked.role()));
      fields.put("name", locked.name());
      fields.put("version", locked.version());
      fields.put("archive", locked.archive());
      fields.put("path", locked.path());
      fields.put("sha256", locked.sha256());
      list.add(fields);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", VERSION);
    root.put("kernel", kernel);
    root.put("jars", jars);
    root.put("packages", list);
    Files.writeString(file, JSON.writeValueAsString(root) + "\n", StandardCharsets.UTF_8);
  }

  /** The package of a role that one package has. */
  LockedPackage locked(Role role) {
    return packages.stream().filter(locked -> locked.role() == role).findFirst().orElseThrow();
  }

  /** What was in the place of another lock file's package. */
  Optional<LockedPackage> inPlaceOf(LockedPackage other) {
    return packages.stream()
        .filter(locked -> locked.role() == other.role())
        .filter(locked -> !locked.role().isMany() || locked.name().equals(other.name()))
        .findFirst();
  }

  /** What goes into an image, or makes what goes into it, but for the kernel. */
  List<LockedPackage> forImage() {
    return packages.stream().filter(locked -> !locked.role().isKernelOnly()).toList();
  }

  /** What the kernel is compiled from and with. */
  List<LockedPackage> forKernel() {
    return packages.stream().filter(locked -> locked.role().isForKernel()).toList();
  }

  static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static LockedPackage locked(JsonNode node) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!FIELDS.contains(field.getKey()) || !field.getValue().isString()) {
        throw new IllegalArgumentException("a package has the text fields " + FIELDS);
      }
      fields.put(field.getKey(), field.getValue().stringValue());
    }
    if (!fields.keySet().equals(FIELDS)) {
      throw new IllegalArgumentException("a package has the text fields " + FIELDS);
    }
    String sha256 = value(fields, "sha256", SHA256);
    return new LockedPackage(
        Role.valueOf(value(fields, "role", "[a-z]+").toUpperCase(Locale.ROOT)),
        value(fields, "name", "[a-z0-9][a-z0-9+.-]*"),
        value(fields, "version", "[A-Za-z0-9.+:~-]+"),
        value(fields, "archive", "debian|debian-security"),
        value(fields, "path", "pool(/[A-Za-z0-9][A-Za-z0-9+.~_-]*)+"),
        sha256);
  }

  private static String value(Map<String, String> fields, String name, String pattern) {
    String value = fields.getOrDefault(name, "");
    if (!value.matches(pattern)) {
      throw new IllegalArgumentException(name + " isn't right: " + value);
    }
    return value;
  }
}
