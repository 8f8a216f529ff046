package dev.sealedbid.local.hypervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Hashes the JVM that runs an enclave: its launcher, {@code release}, and everything in {@code lib}
 * and {@code conf} that a running JVM may load (the module image, native libraries, class data
 * archives, security settings, trust stores). Sources and the compiler's symbol file are left out.
 *
 * <p>Every file is read each time: a cache by path, size and time would believe what anyone can
 * set.
 */
final class JvmMeasurement {
  private static final Set<String> NOT_LOADED =
      Set.of("lib/src.zip", "lib/ct.sym", "lib/libattach.so", "lib/libjawt.so");
  private static final int BUFFER = 1 << 16;

  private JvmMeasurement() {}

  static byte[] digest(Path java) throws IOException {
    Path home = home(java);
    List<Path> files = files(home);
    // The module image is two thirds of the bytes: hashing the files side by side halves the time.
    List<byte[]> digests = files.parallelStream().map(JvmMeasurement::hash).toList();
    MessageDigest all = Measurement.sha384();
    for (int i = 0; i < files.size(); i++) {
      Measurement.putText(all, home.relativize(files.get(i)).toString());
      Measurement.putBytes(all, digests.get(i));
    }
    return all.digest();
  }

  private static Path home(Path java) throws IOException {
    Path executable = java.toRealPath();
    Path bin = executable.getParent();
    Path home = bin == null ? null : bin.getParent();
    if (home == null || !Files.isRegularFile(home.resolve("lib").resolve("modules"))) {
      throw new IOException(
          executable + " is not the java of a JDK or JRE 17 or newer: no lib/modules beside bin");
    }
    return home;
  }

  private static List<Path> files(Path home) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(home.resolve("bin").resolve("java"));
    files.add(home.resolve("release"));
    addAll(files, home.resolve("lib"));
    addAll(files, home.resolve("conf"));
    return files.stream()
        .filter(Files::isRegularFile)
        .filter(file -> !NOT_LOADED.contains(home.relativize(file).toString()))
        .sorted()
        .toList();
  }

  private static void addAll(List<Path> files, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        walk.forEach(files::add);
      }
    }
  }

  private static byte[] hash(Path file) {
    MessageDigest digest = Measurement.sha384();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't measure " + file, e);
    }
    return digest.digest();
  }
}
