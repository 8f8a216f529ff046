package dev.sealedbid.buyer.aws;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Where CloudTrail is, found as the SDK's clients find their service: environment, then the
 * profile's {@code [services]} section, then the profile, then AWS's own host name.
 */
final class CloudTrailEndpoint {
  private CloudTrailEndpoint() {}

  static URI of(ProfileFile file, String profile, String region) {
    return Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_CLOUDTRAIL"))
        .or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")))
        .or(() -> ofServices(file, profile))
        .or(() -> file.profile(profile).flatMap(p -> p.property("endpoint_url")))
        .map(URI::create)
        .orElseGet(() -> URI.create("https://cloudtrail." + region + "." + suffix(region)));
  }

  private static Optional<String> ofServices(ProfileFile file, String profile) {
    return file.profile(profile)
        .flatMap(p -> p.property("services"))
        .flatMap(name -> file.getSection("services", name))
        .flatMap(section -> section.property("cloudtrail.endpoint_url"));
  }

  private static String suffix(String region) {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }
}
