package dev.sealedbid.enclave.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnclaveSettingsTest {
  private static final String GOOD =
      """
      {"version":1,"parentCid":3,"listenPort":5005,"proxyPort":8000,
       "regions":{"eu-west-1":{"kmsEndpoint":"https://kms.eu-west-1.amazonaws.com"}},
       "trustRoots":["pem"],"limits":{"connections":10}}""";

  @Test
  void read() {
    EnclaveSettings settings = parse(GOOD);
    assertThat(settings.limits()).isEqualTo(new EnclaveSettings.Limits(10, 64));
    assertThat(settings.kmsEndpoints()).containsOnlyKeys("eu-west-1");
  }

  @Test
  void refusals() {
    for (String[] change :
        List.of(
            new String[] {"\"version\":1", "\"version\":2"},
            new String[] {"\"parentCid\":3", "\"parentCid\":\"3\""},
            new String[] {"\"parentCid\":3", "\"parentCid\":0"},
            new String[] {"\"parentCid\":3", "\"parentCid\":4294967299"},
            new String[] {"\"parentCid\":3", "\"parentCid\":3.0"},
            new String[] {"\"parentCid\":3", "\"parentCid\":3,\"parentCid\":4"},
            new String[] {"\"listenPort\":5005,", ""},
            new String[] {"\"listenPort\":5005", "\"listenPort\":5005,\"debug\":true"},
            new String[] {"https://", "http://"},
            new String[] {"eu-west-1\":{", "Europe\":{"},
            new String[] {"[\"pem\"]", "[]"},
            new String[] {"[\"pem\"]", "\"pem\""},
            new String[] {"\"connections\":10", "\"connections\":0"},
            new String[] {"\"connections\":10", "\"other\":1"})) {
      String bad = GOOD.replace(change[0], change[1]);
      assertThat(bad).isNotEqualTo(GOOD);
      assertThatIllegalArgumentException().as(change[1]).isThrownBy(() -> parse(bad));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> parse(GOOD + "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse(GOOD).trustStore());
  }

  private static EnclaveSettings parse(String json) {
    return EnclaveSettings.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
