package dev.sealedbid.parent.kmsproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.parent.settings.HostPort;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The Regions that the enclave can reach")
class KmsRegionsTest {
  @ParameterizedTest
  @CsvSource({
    "kms.eu-west-1.amazonaws.com:443, eu-west-1, true",
    "kms.eu-west-1.amazonaws.com:443, eu-south-1, false",
    "kms.eu-west-1.amazonaws.com:443 kms.eu-south-1.amazonaws.com:443, eu-south-1, true",
    "kms-fips.us-east-1.amazonaws.com:443, us-east-1, true",
    "kms.eu-west-1.api.aws:443, eu-west-1, true",
    "vpce-0a1b-2c3d.kms.eu-west-1.vpce.amazonaws.com:443, eu-west-1, true",
    "vpce-0a1b-2c3d.kms.eu-west-1.vpce.amazonaws.com:443, eu-west-2, false",
    "s3.eu-west-1.amazonaws.com:443, eu-west-1, false",
    // A partition has a suffix of its own, and another partition's name leads nowhere.
    "kms.cn-north-1.amazonaws.com.cn:443, cn-north-1, true",
    "kms.cn-north-1.amazonaws.com:443, cn-north-1, false",
    "kms.us-gov-west-1.amazonaws.com:443, us-gov-west-1, true",
    // What stands in for AWS may stand in for any Region.
    "127.0.0.1:8443, eu-west-1, true",
    "localstack:4566, eu-south-1, true"
  })
  void reach(String allowed, String region, boolean reached) {
    KmsRegions regions =
        new KmsRegions(
            Arrays.stream(allowed.split(" ", -1))
                .map(text -> HostPort.parse(text).orElseThrow())
                .collect(Collectors.toSet()));
    assertThat(regions.reach(region)).isEqualTo(reached);
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, kms.eu-west-1.amazonaws.com:443",
    "cn-north-1, kms.cn-north-1.amazonaws.com.cn:443"
  })
  @DisplayName("what to allow is named by the partition's own suffix")
  void destination(String region, String destination) {
    assertThat(KmsRegions.destination(region)).isEqualTo(destination);
  }
}
