package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of the pinned JDK that ships: the modules in use, without tools and documents. */
final class JavaRuntime {
  /**
   * What the enclave's classes use. {@code jdk.crypto.ec} has the curves of TLS; {@code java.sql}
   * and {@code java.desktop}, which Jackson knows, aren't needed without their types.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.unsupported");

  /** Of no use without a shell, a debugger, or other roots than the measured settings' own. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "bin/keytool",
          "lib/classlist",
          "lib/jexec",
          "lib/jrt-fs.jar",
          "lib/jspawnhelper",
          "lib/security/cacerts",
          "release");

  private JavaRuntime() {}

  /** Links the runtime into a new folder. */
  static void link(Shell shell, Path jdk, Path target) throws IOException {
    shell.run(
        "linking the Java runtime",
        jdk,
        Map.of(),
        List.of(
            jdk.resolve("bin/jlink").toString(),
            "--module-path",
            jdk.resolve("jmods").toString(),
            "--add-modules",
            String.join(",", MODULES),
            "--vm=server",
            "--compress=0",
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            target.toString()));
    for (String name : LEFT_OUT) {
      Files.deleteIfExists(target.resolve(name));
    }
    Folders.delete(target.resolve("legal"));
    SecurityProviders.restrict(target);
  }
}
