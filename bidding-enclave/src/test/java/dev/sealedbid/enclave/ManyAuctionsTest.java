package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.CLOSES;
import static dev.sealedbid.enclave.TestEnclave.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many sessions in one enclave, each as if it were alone. */
class ManyAuctionsTest {
  private static final int AUCTIONS = 208;
  private static final int KINDS = 4;

  private final TestEnclave enclave = new TestEnclave();

  @Test
  @DisplayName("[T-9] 208 sessions, worked on by several threads: none notices the others")
  void isolated() throws Exception {
    List<Played> all = new ArrayList<>();
    for (int i = 0; i < AUCTIONS; i++) {
      all.add(new Played(i));
    }
    onThreads(all, Played::bid);
    enclave.time.set(CLOSES);
    for (int i = 0; i < AUCTIONS; i++) {
      all.get(i).strangers(all.get((i + 1) % AUCTIONS));
    }
    onThreads(all, Played::end);
    onThreads(all, Played::check);
    assertThat(enclave.sessions.hasLive()).isFalse();
  }

  private interface Step {
    void of(Played auction);
  }

  private static void onThreads(List<Played> auctions, Step step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Object>> work = new ArrayList<>();
      auctions.forEach(auction -> work.add(Executors.callable(() -> step.of(auction))));
      for (Future<Object> done : threads.invokeAll(work, 5, TimeUnit.MINUTES)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Auctions of four kinds: two that are resolved, one that is voided, one that lacks a party. */
  private final class Played {
    private final int number;
    private final TestEnclave.Auction auction;
    private byte[] one = new byte[0];
    private byte[] two = new byte[0];
    private Reply end = new Reply.Presented(0);

    Played(int number) {
      this.number = number;
      TestEnclave.Auction terms = enclave.auction("auction-" + number, 3);
      if (kind() == 3) {
        terms.with("required", "[\"buyer-3\"]");
      }
      auction = terms.open();
    }

    private int kind() {
      return number % KINDS;
    }

    void bid() {
      one = auction.bid("buyer-1", 1 + number, 1000 + number, 600);
      two = auction.bid("buyer-2", 2 + number, kind() == 0 ? 999 : 5000, 600 + number);
      auction.acknowledged("buyer-1", one);
      auction.acknowledged("buyer-2", two);
    }

    void strangers(Played other) {
      assertThat(code(auction.submit("buyer-1", other.one)))
          .isEqualTo(ErrorCode.SHEET_WRONG_CONTEXT);
      if (kind() == 0) {
        assertThat(auction.resolve()).isInstanceOf(Reply.Wanted.class);
        assertThat(code(auction.present(other.one))).isEqualTo(ErrorCode.NOT_ACKNOWLEDGED);
      }
    }

    void end() {
      end = kind() == 2 ? auction.voidSession() : auction.resolveWith(one, two);
    }

    void check() {
      switch (kind()) {
        case 2 -> assertThat(auction.voided(end).reason()).isEqualTo(VoidReason.REQUESTED);
        case 3 ->
            assertThat(auction.voided(end).buyers())
                .containsExactly(new BuyerCode("buyer-3", "ABSENT"));
        default -> checkOutcome(auction.outcome(end));
      }
    }

    private void checkOutcome(Outcome outcome) {
      assertThat(outcome.auctionId()).isEqualTo("auction-" + number);
      assertThat(outcome.lots().get(0).winners())
          .containsExactly(kind() == 0 ? "buyer-1" : "buyer-2");
      assertThat(outcome.buyers())
          .extracting(buyer -> buyer.status())
          .containsExactly(BuyerStatus.COUNTED, BuyerStatus.COUNTED, BuyerStatus.ABSENT);
      assertThat(outcome.acknowledged())
          .extracting(AcknowledgedSheet::sheetSha384)
          .containsExactlyInAnyOrder(Sha384.of(one), Sha384.of(two));
    }
  }
}
