package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The attested clock and this machine's differ by days: only the attested one is asked (G5). */
class HostClockTest {
  @ParameterizedTest
  @DisplayName("[C-1] a host's clock that is days ahead or behind changes nothing")
  @ValueSource(ints = {-4000, -1, 1, 4000})
  void days(int ahead) {
    Instant opened = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(ahead, ChronoUnit.DAYS);
    Instant closes = opened.plusSeconds(3600);
    Instant resolveBy = closes.plusSeconds(900);
    TestEnclave enclave = new TestEnclave(opened);
    TestEnclave.Auction auction = auction(enclave, "a", closes, resolveBy).open();
    TestEnclave.Auction abandoned = auction(enclave, "b", closes, resolveBy).open();

    byte[] inTime = auction.bid("buyer-1", 1, 100, 900);
    byte[] late = auction.bid("buyer-2", 1, 200, 900);
    enclave.time.set(closes.minusMillis(1));
    Acknowledgement acknowledgement =
        TestEnclave.verified(
            () ->
                enclave
                    .verifier()
                    .acknowledgement(
                        auction.acknowledged("buyer-1", inTime), auction.terms, auction.session)
                    .statement());
    assertThat(acknowledgement.receivedAt()).isEqualTo(closes.minusMillis(1));
    assertThat(code(auction.resolve())).isEqualTo(ErrorCode.NOT_YET_CLOSED);

    enclave.time.set(closes);
    assertThat(code(auction.submit("buyer-2", late))).isEqualTo(ErrorCode.CLOSED);
    assertThat(code(enclave.ask(new Request.Open(auction(enclave, "c", closes, resolveBy).json()))))
        .isEqualTo(ErrorCode.CLOSES_TOO_SOON);
    Outcome outcome = auction.outcome(auction.resolveWith(inTime));
    assertThat(outcome.resolvedAt()).isEqualTo(closes);

    enclave.time.set(resolveBy);
    assertThat(abandoned.resolve()).isInstanceOf(Reply.Resolved.class);
  }

  @ParameterizedTest
  @DisplayName("[C-6] nor when a session is void unasked")
  @ValueSource(ints = {-1, 1})
  void deadline(int ahead) throws Exception {
    Instant opened = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(ahead, ChronoUnit.DAYS);
    Instant resolveBy = opened.plusSeconds(7200);
    TestEnclave enclave = new TestEnclave(opened);
    TestEnclave.Auction auction = auction(enclave, "a", opened.plusSeconds(3600), resolveBy).open();
    enclave.time.set(resolveBy);
    enclave.sessions.expire(enclave.context.clock().now());
    assertThat(auction.status().state().name()).isEqualTo("OPEN");
    enclave.time.set(resolveBy.plusMillis(1));
    enclave.sessions.expire(enclave.context.clock().now());
    VoidStatement said = auction.voided(auction.resolve());
    assertThat(said.reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    assertThat(said.voidedAt()).isEqualTo(resolveBy.plusMillis(1));
  }

  private static TestEnclave.Auction auction(
      TestEnclave enclave, String id, Instant closes, Instant resolveBy) {
    return enclave
        .auction(id, 2)
        .with("closesAt", '"' + closes.toString() + '"')
        .with("resolveBy", '"' + resolveBy.toString() + '"');
  }
}
