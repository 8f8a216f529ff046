package dev.sealedbid.image.jars;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.w3c.dom.Element;

/** The model that every POM inherits from: an entry of one of Maven's own jars. */
final class SuperPom {
  private static final String ENTRY = "org/apache/maven/model/pom-4.0.0.xml";

  private SuperPom() {}

  /** The URL of a repository that it names. */
  static Optional<String> repository(Path lib, String id) throws IOException {
    if (!Files.isDirectory(lib)) {
      return Optional.empty();
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(lib)) {
      jars = files.filter(f -> String.valueOf(f.getFileName()).startsWith("maven-model-")).toList();
    }
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        ZipEntry entry = zip.getEntry(ENTRY);
        if (entry != null) {
          return repository(zip, entry, id);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> repository(ZipFile zip, ZipEntry entry, String id)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      Element model = XmlFile.read(in, zip.getName());
      return XmlFile.all(model, "repositories", "repository").stream()
          .filter(repository -> XmlFile.text(repository, "id").equals(id))
          .map(repository -> XmlFile.text(repository, "url"))
          .findFirst();
    }
  }
}
