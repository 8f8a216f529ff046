package dev.sealedbid.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A library as it ships: the classes and resources of a checked jar, byte for byte, and not what
 * nothing reads there. It starts faster and is smaller so:
 *
 * <ul>
 *   <li>not compressed, as {@link PlainJar} says;
 *   <li>without signatures: the JVM would verify each class by them, under keys that nobody here
 *       trusts. The jar was checked by its SHA-256, and what ships is measured;
 *   <li>without native libraries: those in use are files of the image, the others are for other
 *       systems;
 *   <li>without folders, and what Maven says of itself.
 * </ul>
 */
final class LeanJar {
  /** The file that says whether a jar has classes for several releases. */
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private static final Pattern LEFT_OUT =
      Pattern.compile(
          ".*/|META-INF/[^/]*\\.(SF|RSA|DSA|EC)|META-INF/maven/.*|.*\\.(so|dll|jnilib|dylib|a)");

  private LeanJar() {}

  static void write(Path from, Path to) throws IOException {
    try (ZipFile jar = new ZipFile(from.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      out.setMethod(ZipOutputStream.STORED);
      List<ZipEntry> kept =
          jar.stream()
              .map(ZipEntry.class::cast)
              .filter(entry -> !LEFT_OUT.matcher(entry.getName()).matches())
              // The manifest comes first in a jar, for those that read it as a stream.
              .sorted(
                  Comparator.comparing((ZipEntry entry) -> !entry.getName().equals(MANIFEST))
                      .thenComparing(ZipEntry::getName))
              .toList();
      for (ZipEntry entry : kept) {
        try (InputStream in = jar.getInputStream(entry)) {
          PlainJar.add(out, entry.getName(), in.readAllBytes());
        }
      }
    }
  }
}
