package dev.sealedbid.parent.kmsproxy;

import dev.sealedbid.parent.settings.HostPort;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The Regions whose KMS the enclave can reach through the proxy. An auction whose keys it couldn't
 * reach would be opened, bid on, and end void.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/kms.html">KMS's endpoints</a>
 */
public final class KmsRegions {
  private static final PartitionEndpointKey DUAL_STACK =
      PartitionEndpointKey.builder().tags(EndpointTag.DUALSTACK).build();

  private final Set<HostPort> allowed;

  /** Those of an allow-list. */
  public KmsRegions(Set<HostPort> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /**
   * Whether an allowed destination is that Region's KMS: its endpoint, or a VPC endpoint for it. A
   * destination that isn't one of AWS's names may stand for any Region: a local AWS does.
   */
  public boolean reach(String region) {
    return allowed.stream()
        .map(HostPort::host)
        .anyMatch(host -> !isOfAws(host) || isKmsOf(host, region));
  }

  /** The destination that is wanted, as in {@code kms.eu-west-1.amazonaws.com:443}. */
  public static String destination(String region) {
    return "kms." + region + "." + partition(region).dnsSuffix() + ":443";
  }

  private static boolean isKmsOf(String host, String region) {
    List<String> labels = List.of(host.split("\\.", -1));
    boolean named = labels.contains(region);
    boolean kms = labels.contains("kms") || labels.contains("kms-fips");
    return named && kms && suffixes(partition(region)).anyMatch(host::endsWith);
  }

  private static boolean isOfAws(String host) {
    return Region.regions().stream()
        .map(PartitionMetadata::of)
        .distinct()
        .flatMap(KmsRegions::suffixes)
        .anyMatch(host::endsWith);
  }

  private static PartitionMetadata partition(String region) {
    return PartitionMetadata.of(Region.of(region));
  }

  private static Stream<String> suffixes(PartitionMetadata partition) {
    return Stream.of(partition.dnsSuffix(), partition.dnsSuffix(DUAL_STACK)).map(s -> "." + s);
  }
}
