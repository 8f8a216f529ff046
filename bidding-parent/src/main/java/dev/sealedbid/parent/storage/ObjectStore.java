package dev.sealedbid.parent.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The auctioneer's bucket. An object is written once and never again: what a statement was when it
 * was acknowledged is what it will be. Each method throws a {@link
 * dev.sealedbid.parent.problem.ProblemException} with STORAGE_UNAVAILABLE when the bucket can't be
 * used.
 */
public interface ObjectStore {

  /**
   * Reads an object.
   *
   * @param maxLength the most bytes that such an object can have; a longer one counts as a conflict
   */
  Optional<byte[]> get(String key, int maxLength);

  /** Opens an object that may be long. */
  Optional<StoredObject> open(String key);

  /**
   * Writes an object unless there is one of that name; durable when this returns.
   *
   * @return true if it was written, false if there was one
   */
  boolean putIfAbsent(String key, byte[] bytes);

  /** Writes a file's bytes like {@link #putIfAbsent(String, byte[])}, without holding them. */
  boolean putIfAbsent(String key, Path file);

  /** The keys that start with the prefix, in S3's order. */
  List<String> keys(String prefix);

  /** The next path elements behind the prefix (which ends in a slash), without slashes. */
  List<String> folders(String prefix);
}
