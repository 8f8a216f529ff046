package dev.sealedbid.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Measurements;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrustedMeasurementsTest {
  private static final String ONE = "01".repeat(48);
  private static final String TWO = "02".repeat(48);

  @Test
  void asNitroCliWritesThem() {
    TrustedMeasurements read =
        parse(
            """
            {"EifVersion": 4, "Measurements": {"HashAlgorithm": "Sha384 { ... }",
             "PCR0": "%s", "PCR1": "%s", "PCR2": "%s"}}""");
    assertThat(read.pcr3()).isEmpty();
    assertThat(read.matches(measurements(TWO))).isTrue();
    assertThat(read.matches(measurements(ONE))).isTrue();
  }

  @Test
  void withTheRoleWhereItStands() {
    TrustedMeasurements read =
        parse(
            "{\"Measurements\":{\"PCR0\":\"%s\",\"PCR1\":\"%s\",\"PCR2\":\"%s\",\"PCR3\":\""
                + TWO
                + "\"}}");
    assertThat(read.matches(measurements(TWO))).isTrue();
    assertThat(read.matches(measurements(ONE))).isFalse();
  }

  @Test
  void refusals() {
    for (String json :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"Measurements\":[]}",
          "{\"Measurements\":{\"PCR0\":\"%s\",\"PCR1\":\"%s\"}}",
          "{\"Measurements\":{\"PCR0\":\"%s\",\"PCR0\":\"%s\",\"PCR1\":\"%s\",\"PCR2\":\"11\"}}",
          "{\"Measurements\":{\"PCR0\":1,\"PCR1\":\"%s\",\"PCR2\":\"%s\"}}",
          "{\"Measurements\":{\"PCR0\":\"%s\",\"PCR1\":\"%s\",\"PCR2\":\""
              + "0".repeat(96)
              + "\"}}",
          "{\"Measurements\":{\"PCR0\":\"%s\",\"PCR1\":\"%s\",\"PCR2\":\"%s\"}} x",
        }) {
      assertThatIllegalArgumentException().as(json).isThrownBy(() -> parse(json));
    }
  }

  private static TrustedMeasurements parse(String json) {
    return TrustedMeasurements.parse(json.replace("%s", ONE).getBytes(StandardCharsets.UTF_8));
  }

  private static Measurements measurements(String pcr3) {
    Sha384 one = Sha384.parse(ONE);
    return new Measurements(one, one, one, Sha384.parse(pcr3));
  }
}
