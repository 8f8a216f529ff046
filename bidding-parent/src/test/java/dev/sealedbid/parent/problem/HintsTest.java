package dev.sealedbid.parent.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.rest.ParentCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What to do, in words of whoever reads it: people at a command line. */
class HintsTest {
  private static final String REST_CALL = "(?s).*(\\b(GET|POST|PUT|DELETE)\\b|/api/).*";

  @ParameterizedTest
  @EnumSource
  @DisplayName("a hint names a command, never a REST call")
  void ofTheEnclave(ErrorCode code) {
    assertThat(EnclaveCodes.isKnown(code)).isTrue();
    assertThat(EnclaveCodes.hint(code)).isNotBlank().doesNotMatch(REST_CALL);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a hint names a command, never a REST call")
  void ofTheParent(ParentCode code) {
    assertThat(code.hint()).isNotBlank().doesNotMatch(REST_CALL);
  }
}
