package dev.sealedbid.parent;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.ObjectStore;
import dev.sealedbid.parent.storage.StoredObject;
import dev.sealedbid.rest.ParentCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** A bucket in memory that can be told to fail. */
final class MemoryStore implements ObjectStore {
  private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private volatile Predicate<String> failing = key -> false;

  /** Fails on the keys that the predicate is true for. */
  void failOn(Predicate<String> keys) {
    failing = keys;
  }

  void reset() {
    objects.clear();
    failing = key -> false;
  }

  NavigableMap<String, byte[]> objects() {
    return objects;
  }

  @Override
  public Optional<byte[]> get(String key, int maxLength) {
    check(key);
    return Optional.ofNullable(objects.get(key)).map(byte[]::clone);
  }

  @Override
  public Optional<StoredObject> open(String key) {
    return get(key, Integer.MAX_VALUE)
        .map(bytes -> new StoredObject(new ByteArrayInputStream(bytes), bytes.length));
  }

  @Override
  public boolean putIfAbsent(String key, Path file) {
    try {
      return putIfAbsent(key, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    check(key);
    return objects.putIfAbsent(key, bytes.clone()) == null;
  }

  @Override
  public List<String> keys(String prefix) {
    check(prefix);
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public List<String> folders(String prefix) {
    return keys(prefix).stream()
        .map(key -> key.substring(prefix.length()))
        .filter(rest -> rest.indexOf('/') > 0)
        .map(rest -> rest.substring(0, rest.indexOf('/')))
        .distinct()
        .toList();
  }

  private void check(String key) {
    if (failing.test(key)) {
      throw ProblemException.of(ParentCode.STORAGE_UNAVAILABLE, "Told to fail.");
    }
  }
}
