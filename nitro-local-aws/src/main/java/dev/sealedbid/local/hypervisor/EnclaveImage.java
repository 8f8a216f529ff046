package dev.sealedbid.local.hypervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of an enclave, copied into a private folder and hashed while they were copied: what was
 * measured is what runs, whatever happens to the originals meanwhile.
 */
final class EnclaveImage {
  private final EnclaveSpec spec;
  private final byte[] runtimeDigest;
  private final byte[] applicationDigest;
  private final List<Path> classPath;
  private final @Nullable Path settings;

  private EnclaveImage(
      EnclaveSpec spec,
      byte[] runtimeDigest,
      byte[] applicationDigest,
      List<Path> classPath,
      @Nullable Path settings) {
    this.spec = spec;
    this.runtimeDigest = runtimeDigest;
    this.applicationDigest = applicationDigest;
    this.classPath = classPath;
    this.settings = settings;
  }

  /** Copies and measures. */
  static EnclaveImage copyInto(EnclaveSpec spec, Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("image"));
    Path settings = Files.createDirectories(folder.resolve("settings"));
    return take(spec, jars, settings);
  }

  /** Measures without a copy. */
  static EnclaveImage measure(EnclaveSpec spec) throws IOException {
    return take(spec, null, null);
  }

  private static EnclaveImage take(
      EnclaveSpec spec, @Nullable Path jars, @Nullable Path settingsFolder) throws IOException {
    MessageDigest application = Measurement.sha384();
    List<Path> copies = new ArrayList<>();
    for (Path entry : spec.classPath()) {
      Path copy = jars == null ? null : jars.resolve(copyName(entry, copies.size()));
      Measurement.putBytes(application, takeEntry(entry, copy));
      copies.add(copy == null ? entry : copy);
    }
    // A separator: a jar can't become the settings file or the other way round.
    Measurement.putText(application, "settings");
    List<Path> files = new ArrayList<>();
    files.add(spec.settingsFile());
    files.addAll(spec.settingsAttachments());
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      Path copy = settingsFolder == null ? null : settingsFolder.resolve(name);
      Measurement.putText(application, name);
      Measurement.putBytes(application, takeFile(file, copy));
    }
    Path settings =
        settingsFolder == null
            ? null
            : settingsFolder.resolve(String.valueOf(spec.settingsFile().getFileName()));
    MessageDigest runtime = Measurement.sha384();
    Measurement.putBytes(runtime, JvmMeasurement.digest(spec.java()));
    launchLine(spec).forEach(word -> Measurement.putText(runtime, word));
    return new EnclaveImage(spec, runtime.digest(), application.digest(), copies, settings);
  }

  private static String copyName(Path entry, int position) {
    return position + (Files.isDirectory(entry) ? "" : ".jar");
  }

  // The launch line with what changes from run to run left as placeholders.
  private static List<String> launchLine(EnclaveSpec spec) {
    List<String> line = new ArrayList<>(spec.jvmFlags());
    line.add("{classpath}");
    line.add(spec.mainClass());
    line.addAll(spec.args());
    return line;
  }

  private static byte[] takeEntry(Path entry, @Nullable Path copy) throws IOException {
    if (!Files.isDirectory(entry)) {
      return takeFile(entry, copy);
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(entry)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    MessageDigest digest = Measurement.sha384();
    if (copy != null) {
      Files.createDirectories(copy);
    }
    for (Path file : files) {
      Path relative = entry.relativize(file);
      Path target = copy == null ? null : copy.resolve(relative.toString());
      if (target != null && target.getParent() != null) {
        Files.createDirectories(target.getParent());
      }
      Measurement.putText(digest, relative.toString());
      Measurement.putBytes(digest, takeFile(file, target));
    }
    return digest.digest();
  }

  // Hashes the very bytes that are written: reading twice would leave a gap.
  private static byte[] takeFile(Path file, @Nullable Path copy) throws IOException {
    MessageDigest digest = Measurement.sha384();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out =
            new DigestOutputStream(
                copy == null ? OutputStream.nullOutputStream() : Files.newOutputStream(copy),
                digest)) {
      in.transferTo(out);
    }
    return digest.digest();
  }

  Map<Integer, byte[]> pcrs(String instanceId) {
    return Measurement.bootPcrs(runtimeDigest, applicationDigest, spec.parentRoleArn(), instanceId);
  }

  List<Path> classPath() {
    return classPath;
  }

  Path settings() {
    if (settings == null) {
      throw new IllegalStateException("this image was measured only, not copied");
    }
    return settings;
  }
}
