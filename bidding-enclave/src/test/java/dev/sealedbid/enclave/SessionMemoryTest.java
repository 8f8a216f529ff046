package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.CLOSES;
import static dev.sealedbid.enclave.TestEnclave.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.session.Footprint;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What sessions may hold in memory: refused before it is made, and given back at the end. */
class SessionMemoryTest {
  private static final long PLENTY = EnclaveLimits.MEMORY;

  @Test
  @DisplayName("[R-15] terms are counted before anybody reads them")
  void beforeParsing() {
    byte[] garbage = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    TestEnclave enclave = new TestEnclave(Footprint.terms(garbage.length) - 1, 4);
    assertThat(code(enclave.ask(new Request.Open(garbage)))).isEqualTo(ErrorCode.ENCLAVE_FULL);
    assertThat(code(new TestEnclave().ask(new Request.Open(garbage))))
        .isEqualTo(ErrorCode.INVALID_TERMS);
  }

  @Test
  @DisplayName("[R-15] a refused opening holds nothing afterwards, whatever refused it")
  void refusedHoldsNothing() {
    TestEnclave enclave = new TestEnclave();
    enclave.auction("a", 1).open();
    long held = enclave.memory.held();
    enclave.ask(new Request.Open(new byte[1000]));
    enclave.ask(new Request.Open(enclave.auction("a", 2).json()));
    enclave.ask(
        new Request.Open(enclave.auction("b", 1).replacing("buyers", "west", "east").json()));
    enclave.nsm.before =
        request -> {
          if (request.userData().isPresent()) {
            enclave.nsm.failures.set(1);
          }
        };
    assertThat(code(enclave.ask(new Request.Open(enclave.auction("c", 1).json()))))
        .isEqualTo(ErrorCode.NSM_FAILED);
    assertThat(enclave.memory.held()).isEqualTo(held);
  }

  @Test
  @DisplayName("[R-15] a full enclave refuses sheets and rounds, loses nothing, and goes on later")
  void fullAndGoingOn() throws RefusedException {
    TestEnclave enclave = new TestEnclave();
    TestEnclave.Auction auction = enclave.auction("a", 2).open();
    byte[] bid = auction.bid("buyer-1", 1, 100, 900);
    auction.acknowledged("buyer-1", bid);
    long taken = PLENTY - enclave.memory.held();
    enclave.memory.reserve(taken);

    byte[] another = auction.bid("buyer-2", 1, 1, 1);
    assertThat(code(auction.submit("buyer-2", another))).isEqualTo(ErrorCode.ENCLAVE_FULL);
    assertThat(auction.submit("buyer-1", bid)).isInstanceOf(Reply.StatementReply.class);
    assertThat(enclave.ask(new Request.Open(auction.json())))
        .as("the same terms need nothing more")
        .isInstanceOf(Reply.StatementReply.class);
    enclave.time.set(CLOSES);
    assertThat(code(auction.resolve())).isEqualTo(ErrorCode.ENCLAVE_FULL);
    assertThat(auction.status().state()).isEqualTo(SessionState.OPEN);
    assertThat(enclave.kms.calls).isEmpty();

    enclave.memory.release(taken);
    assertThat(auction.outcome(auction.resolveWith(bid)).acknowledged()).hasSize(1);
  }

  @Test
  @DisplayName("[R-15] an ended session holds its end and nothing else")
  void endedHoldsItsEnd() {
    TestEnclave enclave = new TestEnclave();
    TestEnclave.Auction resolved = enclave.auction("a", 50).open();
    byte[] bid = resolved.bid("buyer-1", 1, 100, 900);
    resolved.acknowledged("buyer-1", bid);
    enclave.time.set(CLOSES);
    int length = ((Reply.Resolved) resolved.resolveWith(bid)).outcomeOrVoid().statementLength();
    assertThat(enclave.memory.held()).isEqualTo(Footprint.end(length, List.of()));
    resolved.resolve();
    resolved.voidSession();
    assertThat(enclave.memory.held()).isEqualTo(Footprint.end(length, List.of()));
  }

  @Test
  @DisplayName("[A-9] of ended sessions the longest ended is forgotten first, opened last or not")
  void theLongestEndedFirst() {
    TestEnclave enclave = new TestEnclave(PLENTY, 2);
    TestEnclave.Auction first = enclave.auction("a", 1).open();
    TestEnclave.Auction second = enclave.auction("b", 1).open();
    TestEnclave.Auction third = enclave.auction("c", 1).open();
    third.voidSession();
    second.voidSession();
    first.voidSession();
    assertThat(code(third.voidSession())).isEqualTo(ErrorCode.UNKNOWN_SESSION);
    assertThat(second.status().state()).isEqualTo(SessionState.VOID);
    assertThat(first.status().state()).isEqualTo(SessionState.VOID);
  }

  @Test
  @DisplayName("[A-9] ends give way to live sessions, live sessions to nobody")
  void endsGiveWay() {
    TestEnclave measuring = new TestEnclave();
    TestEnclave.Auction measured = measuring.auction("a", 1).open();
    long live = measuring.memory.held();
    TestEnclave enclave = new TestEnclave(3 * live + 1_000, 100);
    List<TestEnclave.Auction> ended = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ended.add(enclave.auction("e" + i, 1).open());
      ended.get(i).voidSession();
    }
    assertThat(measured.status().state()).isEqualTo(SessionState.OPEN);
    TestEnclave.Auction one = enclave.auction("b", 1).open();
    TestEnclave.Auction two = enclave.auction("c", 1).open();
    assertThat(code(ended.get(0).voidSession())).isEqualTo(ErrorCode.UNKNOWN_SESSION);
    int opened = 2;
    while (enclave.ask(new Request.Open(enclave.auction("x" + opened, 1).json()))
        instanceof Reply.StatementReply) {
      opened++;
    }
    assertThat(opened).isEqualTo(3);
    assertThat(one.status().state()).isEqualTo(SessionState.OPEN);
    assertThat(two.status().state()).isEqualTo(SessionState.OPEN);
  }
}
