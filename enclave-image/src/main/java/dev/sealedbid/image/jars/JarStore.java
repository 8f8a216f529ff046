package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The jars of a lock file, from a cache or from wherever they can be had.
 *
 * <p>Guarantee: a file that this writes has the bytes that the lock file names; those bytes were
 * hashed in memory, and the same array was written. A source that answers anything else is passed
 * over, and said. The cache is a source like the others: what lies in it is hashed at every use.
 */
public final class JarStore {
  private final Path cache;
  private final List<JarSource> sources;
  private final Consumer<String> said;

  /**
   * A store.
   *
   * @param cache a folder where jars are kept, by digest
   * @param sources tried in this order when the cache hasn't got one
   * @param said hears of every source that was passed over
   */
  public JarStore(Path cache, List<JarSource> sources, Consumer<String> said) {
    this.cache = cache;
    this.sources = List.copyOf(sources);
    this.said = said;
  }

  /**
   * Writes jars into a new folder, each under its file name.
   *
   * @throws JarsRefusedException if one can't be had with the right bytes; then there is no folder
   */
  public void write(List<LockedJar> jars, Path folder) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (LockedJar jar : jars) {
      all.add(bytes(jar));
    }
    Files.createDirectories(folder);
    for (int i = 0; i < all.size(); i++) {
      Files.write(folder.resolve(jars.get(i).name()), all.get(i));
    }
  }

  private byte[] bytes(LockedJar jar) throws IOException {
    Path kept = cache.resolve(jar.sha256() + ".jar");
    Optional<byte[]> known =
        asked(new FolderSource(cache), jar, String.valueOf(kept.getFileName()));
    if (known.isPresent()) {
      return known.get();
    }
    for (JarSource source : sources) {
      Optional<byte[]> found = asked(source, jar, jar.path());
      if (found.isPresent()) {
        keep(found.get(), kept);
        return found.get();
      }
    }
    throw JarsRefusedException.nobodyHas(jar, sources);
  }

  /** What a source has, if it is the jar. */
  private Optional<byte[]> asked(JarSource source, LockedJar jar, String path) {
    try {
      Optional<byte[]> bytes = source.get(path);
      if (bytes.isPresent()) {
        String digest = sha256(bytes.get());
        if (digest.equals(jar.sha256())) {
          return bytes;
        }
        said.accept(
            source.name()
                + " has other bytes as "
                + path
                + ": SHA-256 "
                + digest
                + ", and the lock file says "
                + jar.sha256());
      }
    } catch (IOException e) {
      said.accept(source.name() + " doesn't give " + path + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  private void keep(byte[] bytes, Path kept) throws IOException {
    Files.createDirectories(cache);
    Path partial = Files.createTempFile(cache, "jar", ".partial");
    Files.write(partial, bytes);
    Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** SHA-256 in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
