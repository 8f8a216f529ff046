package dev.sealedbid.image;

import dev.sealedbid.enclave.LaunchFlags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The second ramdisk: the enclave, measured as PCR2. Laid out as {@code nitro-cli} lays out the
 * images that it builds ({@code /cmd}, {@code /env}, {@code /rootfs}), so that AWS's first process
 * and ours both run it.
 */
final class ApplicationRamdisk {
  private static final String JNA_LIBRARY = "com/sun/jna/linux-x86-64/libjnidispatch.so";
  private static final String CORRETTO_LIBRARY =
      "com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so";
  private static final String LAUNCH = "etc/sealed-bid/launch";
  private static final String MAIN = "dev.sealedbid.enclave.Main";

  /** What the JVM and the jars' libraries ask the dynamic linker for, and what these ask for. */
  private static final List<String> LIBRARIES =
      List.of(
          "libc.so.6",
          "libdl.so.2",
          "libgcc_s.so.1",
          "libm.so.6",
          "libpthread.so.0",
          "librt.so.1",
          "libstdc++.so.6",
          "libz.so.1");

  /** Where the first process mounts what isn't of the image. */
  private static final List<String> MOUNT_POINTS =
      List.of("dev", "proc", "run", "sys", "tmp", "var");

  private final Ramdisk ramdisk = new Ramdisk();
  private final Path work;

  private ApplicationRamdisk(Path work) {
    this.work = work;
  }

  static Ramdisk of(Inputs inputs, Path runtime, EnclaveJars jars, Path settings, Path work)
      throws IOException {
    ApplicationRamdisk application = new ApplicationRamdisk(work);
    application.folders();
    application.runtime(runtime);
    application.libraries(inputs);
    application.nativeLibrary(jars.jna(), JNA_LIBRARY, "lib/jna");
    application.nativeLibrary(jars.corretto(), CORRETTO_LIBRARY, "lib/corretto");
    for (String name : jars.names()) {
      application.file("app/" + name, jars.app().resolve(name));
    }
    application.file("etc/sealed-bid/enclave.json", settings);
    application.text("rootfs/" + LAUNCH, launch(jars));
    application.text("cmd", List.of("/java/bin/java", "@/" + LAUNCH));
    application.text("env", List.of());
    return application.ramdisk;
  }

  /**
   * The launch line, as a file that the Java launcher reads: the shipped flags, what the layout of
   * this image asks for, and the program.
   */
  private static List<String> launch(EnclaveJars jars) throws IOException {
    List<String> command = new ArrayList<>(LaunchFlags.shipped());
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.io.tmpdir=/tmp");
    // JNA's library lies in the image: nothing is unpacked, and /tmp can't run it anyway.
    command.add("-Djna.boot.library.path=/lib/jna");
    command.add("-Djna.nounpack=true");
    // The crypto provider's, too.
    command.add("-Dcom.amazon.corretto.crypto.provider.useExternalLib=true");
    command.add("-Djava.library.path=/lib/corretto");
    command.add("-cp");
    command.add(jars.names().stream().map(name -> "/app/" + name).collect(Collectors.joining(":")));
    command.add(MAIN);
    return command;
  }

  private void folders() {
    MOUNT_POINTS.forEach(name -> ramdisk.add("rootfs/" + name, RamdiskEntry.folder()));
  }

  private void runtime(Path runtime) throws IOException {
    for (String name : Folders.files(runtime)) {
      Path file = runtime.resolve(name);
      ramdisk.add(
          "rootfs/java/" + name,
          name.startsWith("bin/") ? RamdiskEntry.program(file) : RamdiskEntry.file(file));
    }
  }

  private void libraries(Inputs inputs) throws IOException {
    ramdisk.add("rootfs/lib64/ld-linux-x86-64.so.2", RamdiskEntry.program(inputs.dynamicLinker()));
    for (String name : LIBRARIES) {
      ramdisk.add("rootfs/lib/x86_64-linux-gnu/" + name, RamdiskEntry.file(inputs.library(name)));
    }
  }

  /** A library out of a jar, as a file of the image under its own name. */
  private void nativeLibrary(Path jar, String entryName, String folder) throws IOException {
    String name = entryName.substring(entryName.lastIndexOf('/') + 1);
    Path library = work.resolve(name);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      if (entry == null) {
        throw new IOException(jar.getFileName() + " has no " + entryName);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, library);
      }
    }
    file(folder + "/" + name, library);
  }

  private void file(String name, Path content) {
    ramdisk.add("rootfs/" + name, RamdiskEntry.file(content));
  }

  private void text(String name, List<String> lines) throws IOException {
    Path file = work.resolve("text-" + name.replace('/', '-'));
    Files.writeString(
        file,
        lines.stream().map(line -> line + "\n").collect(Collectors.joining()),
        StandardCharsets.US_ASCII);
    ramdisk.add(name, RamdiskEntry.file(file));
  }
}
