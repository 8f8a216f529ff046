package dev.sealedbid.local.hypervisor;

import com.sun.jna.Native;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.vsock.VsockListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Makes the files of an {@link EchoEnclave} in a folder. */
public final class EnclaveFiles {
  static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-parent";

  private EnclaveFiles() {}

  public static EnclaveSpec spec(Path folder) throws IOException {
    Path jar = folder.resolve("echo.jar");
    writeJar(jar, "made by a test");
    Path settings = folder.resolve("settings.json");
    Files.writeString(settings, "{\"version\":1}");
    return new EnclaveSpec(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
        List.of(
            jar,
            origin(LocalGuest.class),
            origin(NitroSecureModule.class),
            origin(VsockListener.class),
            origin(Native.class)),
        EchoEnclave.class.getName(),
        List.of(EnclaveSpec.NSM, EnclaveSpec.VSOCK, EnclaveSpec.SETTINGS),
        settings,
        ROLE,
        folder.resolve("logs"));
  }

  /** A valid jar that differs from another one by the text of its comment entry alone. */
  static void writeJar(Path jar, String comment) throws IOException {
    String entry = EchoEnclave.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream code = EchoEnclave.class.getClassLoader().getResourceAsStream(entry)) {
      put(out, entry, code.readAllBytes());
      put(out, "comment.txt", comment.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(0);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
