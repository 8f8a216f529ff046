package dev.sealedbid.local.s3;

import dev.sealedbid.local.policy.MalformedPolicyException;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Whose a bucket is, and its policy. Bucket names are unique over all accounts. Thread-safe. */
final class Buckets {
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  record Bucket(String owner, Optional<BucketPolicy> policy) {}

  record BucketPolicy(String json, PolicyDocument document) {}

  /** Reserves the name; false if it is taken. */
  boolean claim(String name, String account) {
    return buckets.putIfAbsent(name, new Bucket(account, Optional.empty())) == null;
  }

  void forget(String name) {
    buckets.remove(name);
  }

  Optional<Bucket> find(String name) {
    return Optional.ofNullable(buckets.get(name));
  }

  Bucket get(String name) throws S3Error {
    return find(name).orElseThrow(S3Error::noSuchBucket);
  }

  List<String> ownedBy(String account) {
    return buckets.entrySet().stream()
        .filter(entry -> entry.getValue().owner().equals(account))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  void putPolicy(String name, String json) throws S3Error {
    BucketPolicy policy = parse(json);
    if (buckets.computeIfPresent(
            name, (key, bucket) -> new Bucket(bucket.owner(), Optional.of(policy)))
        == null) {
      throw S3Error.noSuchBucket();
    }
  }

  private static BucketPolicy parse(String json) throws S3Error {
    try {
      return new BucketPolicy(json, PolicyDocument.parse(json, PolicyType.RESOURCE));
    } catch (MalformedPolicyException e) {
      throw new S3Error(400, "MalformedPolicy", String.valueOf(e.getMessage()));
    }
  }

  void deletePolicy(String name) {
    buckets.computeIfPresent(name, (key, bucket) -> new Bucket(bucket.owner(), Optional.empty()));
  }
}
