package dev.sealedbid.image.jars;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder in the Maven layout: the user's local repository. */
record FolderSource(Path folder) implements JarSource {
  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public Optional<byte[]> get(String path) throws IOException {
    Path file = folder.resolve(path);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(bounded(in, path));
    }
  }

  /** All of a stream, if it isn't too long for a jar. */
  static byte[] bounded(InputStream in, String path) throws IOException {
    byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
    if (bytes.length > MAX_LENGTH) {
      throw new IOException(path + " is too long for a jar");
    }
    return bytes;
  }
}
