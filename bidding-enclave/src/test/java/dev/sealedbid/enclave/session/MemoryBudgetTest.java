package dev.sealedbid.enclave.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.enclave.failure.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget memory = new MemoryBudget(100, 3);
  private final List<String> forgotten = new ArrayList<>();

  @Test
  void toTheByte() throws RefusedException {
    memory.reserve(100);
    assertFull(1);
    memory.release(1);
    memory.reserve(1);
    assertThat(memory.held()).isEqualTo(100);
  }

  @Test
  @DisplayName("ends give way, the oldest first, and no more of them than needed")
  void endsGiveWay() throws RefusedException {
    end("first", 40);
    end("second", 40);
    memory.reserve(50);
    assertThat(forgotten).containsExactly("first");
    assertThat(memory.held()).isEqualTo(90);
    memory.reserve(20);
    assertThat(forgotten).containsExactly("first", "second");
    assertFull(31);
    memory.reserve(30);
  }

  @Test
  void soManyEndsAndNoMore() throws RefusedException {
    for (int i = 1; i <= 5; i++) {
      end("end-" + i, 1);
    }
    assertThat(forgotten).containsExactly("end-1", "end-2");
    assertThat(memory.held()).isEqualTo(3);
  }

  private void end(String name, long bytes) throws RefusedException {
    memory.reserve(bytes);
    memory.remember(bytes, () -> forgotten.add(name));
  }

  private void assertFull(long bytes) {
    assertThatThrownBy(() -> memory.reserve(bytes))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENCLAVE_FULL));
  }
}
