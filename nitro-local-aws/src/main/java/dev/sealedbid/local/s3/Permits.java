package dev.sealedbid.local.s3;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which access keys the front is letting through to which buckets at this moment. S3Proxy answers
 * on a port of its own that any process may connect to; without a permit it knows no access key.
 */
final class Permits {
  private final Map<Permit, Integer> open = new ConcurrentHashMap<>();

  private record Permit(String accessKeyId, String bucket) {}

  void open(String accessKeyId, String bucket) {
    open.merge(new Permit(accessKeyId, bucket), 1, Integer::sum);
  }

  void close(String accessKeyId, String bucket) {
    open.computeIfPresent(
        new Permit(accessKeyId, bucket), (permit, count) -> count == 1 ? null : count - 1);
  }

  boolean isOpen(String accessKeyId, String bucket) {
    return open.containsKey(new Permit(accessKeyId, bucket));
  }
}
