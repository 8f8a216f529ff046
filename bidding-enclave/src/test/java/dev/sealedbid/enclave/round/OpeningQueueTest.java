package dev.sealedbid.enclave.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sheet.BidSheet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OpeningQueueTest {
  @Test
  @DisplayName("Regions take turns, each within a window of its own")
  void turns() throws Exception {
    OpeningQueue queue = new OpeningQueue(tasks(12, "eu-west-1", "us-east-1"), 64, () -> 0);

    assertThat(queue.width()).isEqualTo(16);
    List<String> regions = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      regions.add(queue.take().orElseThrow().region());
    }
    assertThat(regions).filteredOn("eu-west-1"::equals).hasSize(8);
    assertThat(regions.get(0)).isNotEqualTo(regions.get(1));
  }

  @Test
  @DisplayName("a Region that throttles doesn't hold up another")
  void throttledRegion() throws Exception {
    OpeningQueue queue = new OpeningQueue(tasks(8, "eu-west-1", "us-east-1"), 64, () -> 0);
    OpeningTask first = queue.take().orElseThrow();
    for (int i = 0; i < 9; i++) {
      queue.throttled(first);
      OpeningTask next = queue.take().orElseThrow();
      if (next.region().equals(first.region())) {
        queue.ended(next);
      }
    }
    assertThat(queue.width()).isPositive();
  }

  @Test
  void widthIsNeverAboveTheLimit() {
    assertThat(new OpeningQueue(tasks(12, "eu-west-1", "us-east-1"), 5, () -> 0).width())
        .isEqualTo(5);
  }

  @Test
  void endsWithItsLastOpening() throws Exception {
    OpeningQueue queue = new OpeningQueue(tasks(2, "eu-west-1"), 64, () -> 0);
    OpeningTask one = queue.take().orElseThrow();
    OpeningTask other = queue.take().orElseThrow();
    assertThat(queue.take()).isEmpty();
    queue.ended(one);
    queue.ended(other);
    queue.awaitEnd();
    assertThat(queue.width()).isZero();
  }

  private static List<OpeningTask> tasks(int each, String... regions) {
    List<OpeningTask> tasks = new ArrayList<>();
    for (String region : regions) {
      for (int i = 0; i < each; i++) {
        String arn =
            "arn:aws:kms:" + region + ":111111111101:key/11111111-2222-3333-4444-555555555555";
        tasks.add(
            new OpeningTask(
                new byte[0],
                new ExpectedSheet(
                    Purpose.SHEET,
                    "riverside-2026",
                    SessionId.fromBytes(new byte[32]),
                    Sha384.of(new byte[0]),
                    "buyer-" + i,
                    arn,
                    BidSheet.lengthFor(1)),
                1));
      }
    }
    return tasks;
  }
}
