package dev.sealedbid.demo.system;

import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsAddresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Where AWS answers, and who vouches for it.
 *
 * @param s3 endpoint of S3
 * @param kms endpoint of KMS, HTTPS
 * @param sts endpoint of STS
 * @param cloudTrail endpoint of CloudTrail
 * @param regions that {@code kms} serves; the first is the auctioneer's
 * @param caCertificate of the CA that signed those endpoints' certificates, PEM
 * @param trustStore the same, PKCS #12 with the password {@code changeit}
 */
public record AwsEndpoints(
    URI s3,
    URI kms,
    URI sts,
    URI cloudTrail,
    List<String> regions,
    Path caCertificate,
    Path trustStore) {
  public AwsEndpoints {
    regions = List.copyOf(regions);
  }

  /** All of them at one address. */
  public static AwsEndpoints at(
      URI all, List<String> regions, Path caCertificate, Path trustStore) {
    return new AwsEndpoints(all, all, all, all, regions, caCertificate, trustStore);
  }

  /** Those of embedded AWS. */
  static AwsEndpoints of(LocalAwsAddresses embedded) {
    return new AwsEndpoints(
        embedded.s3(),
        embedded.kms(),
        embedded.kms(),
        embedded.kms(),
        List.of(LocalAws.REGION),
        Path.of(embedded.caCertificate()),
        Path.of(embedded.trustStore()));
  }

  /** The same with another address for KMS, whose certificate is of the same CA. */
  public AwsEndpoints withKms(URI other) {
    return new AwsEndpoints(s3, other, sts, cloudTrail, regions, caCertificate, trustStore);
  }
}
