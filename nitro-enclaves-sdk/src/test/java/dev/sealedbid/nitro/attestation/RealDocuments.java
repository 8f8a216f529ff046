package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where documents that AWS signed stand: in {@code data/attestation} of the folder that the
 * environment variable {@value #VARIABLE} names, or else of a folder {@code shared} beside the
 * checkout or beside a folder that holds it.
 *
 * @param folder the documents' folder, if there is one
 * @param demanded whether they have to be there: with {@code CI=true}, or where the variable names
 *     a folder
 */
record RealDocuments(Optional<Path> folder, boolean demanded) {
  static final String VARIABLE = "SEALED_BID_SHARED";

  private static final String INSIDE = "data/attestation";

  static RealDocuments find(Map<String, String> environment, Path moduleFolder) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return new RealDocuments(existing(Path.of(named, INSIDE)), true);
    }
    boolean continuousIntegration = "true".equals(environment.get("CI"));
    for (Path above = moduleFolder.toAbsolutePath(); above != null; above = above.getParent()) {
      Optional<Path> beside = existing(above.resolve("shared").resolve(INSIDE));
      if (beside.isPresent()) {
        return new RealDocuments(beside, continuousIntegration);
      }
    }
    return new RealDocuments(Optional.empty(), continuousIntegration);
  }

  /**
   * The documents by their files' names.
   *
   * @throws org.opentest4j.TestAbortedException if they aren't there and needn't be; one line on
   *     {@code out} says so
   * @throws AssertionError if they aren't there and have to be
   */
  SortedMap<String, byte[]> read(PrintStream out) throws IOException {
    String missing =
        "real attestation documents: none tried, there is no ../shared/"
            + INSIDE
            + " beside this checkout and "
            + VARIABLE
            + " names no folder that has one";
    if (folder.isEmpty() && demanded) {
      return fail(missing);
    }
    if (folder.isEmpty()) {
      out.println(missing);
      return abort(missing);
    }
    SortedMap<String, byte[]> documents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.get())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".bin")).toList()) {
        documents.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return documents;
  }

  private static Optional<Path> existing(Path folder) {
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }
}
