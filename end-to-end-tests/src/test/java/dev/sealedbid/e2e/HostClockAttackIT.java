package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static dev.sealedbid.e2e.Staged.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.system.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A system of two clocks that can be set while it runs: that of the host, with the parent and the
 * enclaves, is the attacker's; that of AWS, with the hypervisor, is the true time, and lets minutes
 * pass in no time. In this order, for the true time only goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("Attacks on time")
class HostClockAttackIT {
  // Less than what signatures and documents may be off.
  private static final Duration BACKWARDS = Duration.ofMinutes(4);

  private Path folder;
  private MovedClock host;
  private MovedClock aws;
  private AttackRange range;

  @BeforeAll
  void start() throws IOException {
    Assumptions.assumeTrue(MovedClock.isPossible(), "there is no C compiler");
    folder = Files.createTempDirectory("sealed-bid-clocks-");
    host = MovedClock.in(folder.resolve("host"));
    aws = MovedClock.in(folder.resolve("aws"));
    range = AttackRange.start(Installation.locate().withJava(aws.java(), host.java()));
  }

  @AfterAll
  void stop() throws IOException {
    if (range != null) {
      range.close();
      AttackRange.delete(folder);
    }
  }

  @Test
  @Order(1)
  @DisplayName("Sets the host's clock a day ahead, to open before closing (G5): changes nothing")
  void aDayAhead() throws Exception {
    resolvesInTimeWhenMovedBy(Duration.ofDays(1));
  }

  @Test
  @Order(2)
  @DisplayName("Sets the host's clock 50 minutes back, to take late sheets (G5): changes nothing")
  void behind() throws Exception {
    resolvesInTimeWhenMovedBy(Duration.ofMinutes(-50));
  }

  @Test
  @Order(3)
  @DisplayName("Sets the host's clock a day back, to take late sheets (G5): none is taken")
  void aDayBehind() throws Exception {
    Staged auction = staged(Duration.ofDays(-1));
    host.move(Duration.ZERO); // KMS's certificate isn't a day old yet
    auction.resolvesTo(auction.buyer(0));
  }

  private void resolvesInTimeWhenMovedBy(Duration moved) throws Exception {
    Staged auction = staged(moved);
    auction.resolvesTo(auction.buyer(0));
    host.move(Duration.ZERO);
  }

  /** Up to closing with that clock; the sheets are acknowledged at the true time. */
  private Staged staged(Duration moved) throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              host.move(moved);
              assertThat(refusal(open::resolve)).isEqualTo(ErrorCode.NOT_YET_CLOSED.name());
              assertRefused(open.resolve(range.decryptRole()), ErrorCode.NOT_YET_CLOSED);
              // A sheet in the last moments is taken, and its time is the true one.
              CarelessBuyer late = open.careless(open.buyer(1));
              byte[] sheet =
                  late.seal(open.auction(), open.buyer(1), System.currentTimeMillis(), 2_000);
              Instant before = Instant.now();
              Instant received = open.received(open.submit(open.buyer(1), sheet));
              assertThat(received).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
              open.putCopy(open.buyer(1), sheet);
            });
    CarelessBuyer late = auction.careless(auction.buyer(1));
    byte[] sheet = late.seal(auction.auction(), auction.buyer(1), Long.MAX_VALUE, 9_000);
    assertRefused(auction.submit(auction.buyer(1), sheet), ErrorCode.CLOSED);
    return auction;
  }

  @Test
  @Order(4)
  @DisplayName("Gets an NSM time that runs backwards (G5): what has closed stays closed")
  void nsmTimeBackwards() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    CarelessBuyer late = auction.careless(auction.buyer(1));
    byte[] sheet = late.seal(auction.auction(), auction.buyer(1), Long.MAX_VALUE, 9_000);
    assertRefused(auction.submit(auction.buyer(1), sheet), ErrorCode.CLOSED);
    try {
      // By the hypervisor's own clock it is before closing again.
      aws.move(BACKWARDS.negated());
      assertThat(Instant.now().minus(BACKWARDS)).isBefore(auction.terms().closesAt());
      assertRefused(auction.submit(auction.buyer(1), sheet), ErrorCode.CLOSED);
      // Nor is anything said by a document that is older than what it says.
      assertThat(
              Staged.refusal(
                  () -> {
                    try {
                      auction.another();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }))
          .isEqualTo(ErrorCode.NSM_FAILED.name());
    } finally {
      aws.move(Duration.ZERO);
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Test
  @Order(5)
  @DisplayName("Delays KMS until the document is stale (G5): replaced once, the round goes on")
  void staleDocument() throws Exception {
    HeldBack held = new HeldBack();
    Reply reply = held.resolveWhile(Duration.ofMinutes(6));
    Outcome outcome = held.auction.outcome(reply);
    assertThat(outcome.lots().get(0).winners()).containsExactly(held.auction.buyer(0));
    assertThat(outcome.resolvedAt())
        .isAfter(held.auction.terms().closesAt().plus(Duration.ofMinutes(6)));
    assertThat(held.between.refusals()).contains("ValidationException"); // that document
    assertThat(held.trail().stream().filter(HostClockAttackIT::isOpening)).hasSize(1);
    held.openingByHand().requireGranted(); // what isn't granted any more after resolveBy
  }

  @Test
  @Order(6)
  @DisplayName("Delays KMS past resolveBy, then opens by hand (G5): void unasked, and the window")
  void resolveByPassed() throws Exception {
    HeldBack held = new HeldBack();
    Reply reply = held.resolveWhile(Duration.ofMinutes(20));
    VoidStatement end = voided(reply);
    assertThat(end.reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    Reply again = held.auction.resolve(range.decryptRole(), held.sheets);
    assertThat(voided(again)).isEqualTo(end);
    assertThat(held.trail()).noneMatch(HostClockAttackIT::isOpening);
    assertRefused(held.auction.submit(held.auction.buyer(0), held.sheets[0]), ErrorCode.VOIDED);
    // Nor past the enclave, with a document for its image: the key's window has closed, too.
    assertThat(held.openingByHand().byDecryptRole()).contains(OpeningByHand.DENIED);
  }

  private static boolean isOpening(String event) {
    return isDecrypt(event) && !event.contains("\"errorCode\"");
  }

  private static boolean isDecrypt(String event) {
    return event.contains("\"eventName\":\"Decrypt\"");
  }

  /** An auction in an enclave whose connections to KMS are held back until time has passed. */
  private final class HeldBack {
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final byte[][] sheets = new byte[2][];
    private final ManInTheMiddle between;
    private final Staged auction;

    HeldBack() throws Exception {
      aws.move(Duration.ZERO);
      URI kms = range.system().addresses().kms();
      // With the CA's stolen key it sees what KMS says; it changes nothing.
      between =
          new ManInTheMiddle(range.stolenCa(), range.stolenCa(), kms, (request, answer) -> answer);
      HostileEgress egress = new HostileEgress(kms, this::relayLater);
      HostileEnclave enclave = range.launch(egress);
      auction =
          range.stage(
              enclave,
              2,
              open -> {
                for (int i = 0; i < 2; i++) {
                  String buyer = open.buyer(i);
                  sheets[i] = open.pinned(buyer).seal(open.auction(), buyer, 1, 5_000 - i * 1_000L);
                  open.submit(buyer, sheets[i]);
                }
              });
    }

    private void relayLater(Socket enclave, HostileEgress egress) throws IOException {
      arrived.complete(null);
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      between.deal(enclave, egress);
    }

    Reply resolveWhile(Duration passes) throws Exception {
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return auction.resolve(range.decryptRole(), sheets);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      // An enclave that doesn't ask KMS has answered by then.
      CompletableFuture.anyOf(arrived, reply).get();
      aws.move(passes);
      goOn.countDown();
      return reply.get();
    }

    OpeningByHand openingByHand() {
      return OpeningByHand.of(range, sheets[0], range.cast().sheetKey(auction.buyer(0)));
    }

    List<String> trail() {
      return range.system().aws().auditTrail(range.cast().bidder(auction.buyer(0)).account());
    }
  }
}
