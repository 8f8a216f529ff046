package dev.sealedbid.buyer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A key's policy comes from whoever may change it: it is ours, word for word, or refused. */
class PolicyFuzzTest {

  /** What is accepted says what this program would have written for the state that it has. */
  @FuzzTest(maxDuration = "1m")
  void read(byte[] bytes) {
    String json = new String(bytes, StandardCharsets.UTF_8);
    try {
      SheetKeyPolicy policy = SheetKeyPolicy.parse(json);
      assertThat(policy.isSaidBy(json)).isTrue();
      assertThat(SheetKeyPolicy.parse(policy.json())).isEqualTo(policy);
    } catch (DeadHolderException e) {
      assertThat(e.rest().map(SheetKeyPolicy::pin).filter(Optional::isPresent).isPresent())
          .isEqualTo(e.isPinned() && e.rest().isPresent());
    } catch (ForeignPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** Any policy can be closed, and what is closed stays as it is. */
  @FuzzTest(maxDuration = "1m")
  void close(byte[] bytes) {
    String json = new String(bytes, StandardCharsets.UTF_8);
    String closed;
    try {
      closed = SheetKeyPolicy.closedByForce(json);
    } catch (ForeignPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    try {
      assertThat(SheetKeyPolicy.saySame(closed, SheetKeyPolicy.closedByForce(closed))).isTrue();
    } catch (ForeignPolicyException e) {
      throw new AssertionError("what was closed is a policy", e);
    }
  }
}
