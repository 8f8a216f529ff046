package dev.sealedbid.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Limits;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.Problem;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The longest receipt, in the heap that the service's unit gives to the parent. */
class LargeReceiptIT {
  private static final Path UNIT = Path.of("..", "infra", "systemd", "sealed-bid-parent.service");

  @TempDir Path folder;

  @Test
  @DisplayName("a receipt of 39,000 acknowledgements is made and served within the shipped heap")
  void fitsTheShippedHeap() throws Exception {
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(shippedFlags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LargeReceipt.class.getName(), folder.toString()));
    Process program =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(program.waitFor()).as(Files.readString(log)).isZero();
    } finally {
      program.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("read twice: 39000 acknowledgements");
  }

  @Test
  @DisplayName("one more than fits: RECEIPT_TOO_LARGE; the outcome is kept, and no receipt is")
  void tooLarge(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("receipt.json");
    // The longest documents that there may be, 22 KB in base64: more than 256 MiB.
    GeneratedStore store = new GeneratedStore(12_200, Limits.MAX_ATTESTATION_LENGTH, file);
    try (FakeEnclave enclave = new FakeEnclave();
        RunningParent parent = new RunningParent(enclave.address(), store, new MemoryBuckets())) {
      AuctionView opened =
          parent.read(parent.post("/auctions", ExampleTerms.json()), AuctionView.class);
      enclave.closeBidding();
      // Asked again it is no other.
      for (int asked = 0; asked < 2; asked++) {
        HttpResponse<byte[]> answer = parent.post("/auctions/riverside-2026/rounds", "");
        assertThat(answer.statusCode()).isEqualTo(500);
        Problem problem = parent.problem(answer);
        assertThat(problem.code()).isEqualTo("RECEIPT_TOO_LARGE");
        assertThat(problem.detail()).contains("more than 268435456 bytes");
      }
      assertThat(file).doesNotExist();
      assertThat(parent.get("/auctions/riverside-2026/receipt").statusCode()).isEqualTo(404);
      String outcome = "auctions/riverside-2026/sessions/" + opened.sessionId() + "/outcome.json";
      assertThat(store.get(outcome, Limits.MAX_STATEMENT_LENGTH)).isPresent();
      assertThat(parent.read(parent.get("/auctions/riverside-2026"), AuctionView.class).state())
          .isEqualTo(AuctionState.RESOLVED);
    }
  }

  private static List<String> shippedFlags() throws Exception {
    String start =
        Files.readAllLines(UNIT).stream()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow();
    List<String> flags = Stream.of(start.split(" ")).filter(word -> word.startsWith("-X")).toList();
    assertThat(flags).anyMatch(flag -> flag.startsWith("-Xmx"));
    return flags;
  }
}
