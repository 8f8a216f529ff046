package dev.sealedbid.parent;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.parent.storage.ObjectStore;
import dev.sealedbid.parent.storage.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A bucket whose every session has many acknowledgements, made as they are read, and whose receipt
 * is a file: so that what a test's heap holds is the parent's.
 */
final class GeneratedStore implements ObjectStore {
  private static final Pattern ACKNOWLEDGEMENT =
      Pattern.compile("auctions/([^/]+)/sessions/([^/]+)/acknowledgements/(?:(\\d+)\\.json)?");
  private static final Instant RECEIVED = Instant.parse("2026-11-21T08:00:00.123Z");

  private final MemoryStore others = new MemoryStore();
  private final long count;
  private final byte[] document;
  private final Path receipt;

  /**
   * A bucket.
   *
   * @param count of acknowledgements
   * @param documentLength of each one's attestation document
   * @param receipt where a receipt is written
   */
  GeneratedStore(long count, int documentLength, Path receipt) {
    this.count = count;
    this.document = new byte[documentLength];
    this.receipt = receipt;
  }

  @Override
  public Optional<byte[]> get(String key, int maxLength) {
    Matcher matcher = ACKNOWLEDGEMENT.matcher(key);
    if (!matcher.matches() || matcher.group(3) == null) {
      return others.get(key, maxLength);
    }
    long sequence = Long.parseLong(matcher.group(3));
    Acknowledgement statement =
        new Acknowledgement(
            matcher.group(1),
            SessionId.parse(matcher.group(2)),
            "buyer-" + (1 + sequence % 3),
            Sha384.of(ByteBuffer.allocate(Long.BYTES).putLong(sequence).array()),
            1_790_000_000_000L + sequence,
            sequence,
            RECEIVED);
    return Optional.of(new AttestedStatement(statement.encode(), document).encode());
  }

  @Override
  public List<String> keys(String prefix) {
    return ACKNOWLEDGEMENT.matcher(prefix).matches()
        ? LongStream.rangeClosed(1, count).mapToObj(i -> prefix + i + ".json").toList()
        : others.keys(prefix);
  }

  @Override
  public Optional<StoredObject> open(String key) {
    try {
      return Files.exists(receipt)
          ? Optional.of(new StoredObject(Files.newInputStream(receipt), Files.size(receipt)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, Path file) {
    try {
      if (Files.exists(receipt)) {
        return false;
      }
      Files.copy(file, receipt);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    return others.putIfAbsent(key, bytes);
  }

  @Override
  public List<String> folders(String prefix) {
    return others.folders(prefix);
  }
}
