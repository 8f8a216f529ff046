package dev.sealedbid.core.terms;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose key is whose. No key serves two parties: its policy is pinned by one of them alone, and a
 * sheet under it is that party's.
 */
final class KeyOwners {
  private final Map<String, String> pathsByKey = new HashMap<>();
  private final Optional<String> partition;

  /** All keys must lie in this partition, if it is known: no role reaches into another one. */
  KeyOwners(Optional<String> partition) {
    this.partition = partition;
  }

  Optional<KeyArn> read(Fields fields, String name) {
    Optional<String> text = fields.text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyArn key = KeyArn.parse(text.get());
      checkPartition(fields, name, key.partition());
      String earlier = pathsByKey.putIfAbsent(key.arn(), fields.at(name));
      if (earlier != null) {
        fields.fault(name, "is the key of another party, too: " + earlier);
      }
      return Optional.of(key);
    } catch (IllegalArgumentException e) {
      fields.fault(name, "must be the ARN of a KMS key: " + e.getMessage());
      return Optional.empty();
    }
  }

  void checkPartition(Fields fields, String name, String found) {
    if (partition.isPresent() && !partition.get().equals(found)) {
      fields.fault(
          name, "lies in the partition " + found + ", but decryptRole in " + partition.get());
    }
  }
}
