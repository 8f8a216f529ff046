package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.EnclaveLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the baseline fell to: an auctioneer and a buyer who run the auction again and again with
 * bids of their choice, to find a rival's by bisection.
 */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks by re-running")
class ReRunAttackIT {
  private static final int ROUNDS = 6;
  private static final int SESSIONS = 7;
  private static final int SESSIONS_IN_EACH_NEW_ENCLAVE = 2;
  private static final int NEW_ENCLAVES = 4;
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final int TRIES = 6;

  private final AttackRange range;

  ReRunAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("20 re-runs with chosen bids: rounds, sessions, enclaves (G4): one outcome, ever")
  void twentyReRuns() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    auction.resolvesTo(auction.buyer(0));
    Bisection attack = new Bisection(auction);
    for (int i = 0; i < ROUNDS; i++) {
      attack.newRound();
    }
    EnclaveLine own = EnclaveLine.to(range.system().enclave());
    for (int i = 0; i < SESSIONS; i++) {
      attack.newSession(own::ask);
    }
    for (int i = 0; i < NEW_ENCLAVES; i++) {
      try (HostileEnclave enclave = range.launch()) {
        for (int j = 0; j < SESSIONS_IN_EACH_NEW_ENCLAVE; j++) {
          attack.newSession(enclave::ask);
        }
      }
    }
    assertThat(attack.tries).isGreaterThanOrEqualTo(20);
    assertThat(attack.outcomes).hasSize(1);
    auction.resolvesTo(auction.buyer(0));
  }

  /** The colluder's bid lies between what it knows to be too low and what may be too high. */
  private final class Bisection {
    private final Staged auction;
    private final byte[] victims;
    private final Set<String> outcomes = new HashSet<>();
    private long chosen = 500_000;
    private int tries;

    Bisection(Staged auction) {
      this.auction = auction;
      this.victims = auction.copy(auction.buyer(0));
    }

    /** In the session that is there: other sheets are presented, and it is asked again. */
    void newRound() throws IOException {
      tries++;
      byte[] sheet = colluder().seal(auction.auction(), auction.buyer(1), tries, next());
      assertRefused(auction.submit(auction.buyer(1), sheet), ErrorCode.ALREADY_RESOLVED);
      assertRefused(auction.present(victims, sheet), ErrorCode.ALREADY_RESOLVED);
      note(auction.resolve(range.decryptRole()));
    }

    /**
     * A session of its own, in the same enclave or another, with the victim's sheet moved there.
     */
    void newSession(Staged.Line line) throws Exception {
      tries++;
      Duration window = SHORTEST;
      for (int attempt = 1; ; attempt++) {
        Staged again = open(line, window);
        try {
          if (seals(again)) {
            return;
          }
        } finally {
          again.ask(new Request.VoidSession(again.session()));
        }
        assertThat(attempt).as("this machine is too busy to seal in time").isLessThan(TRIES);
        window = window.multipliedBy(2);
      }
    }

    private Staged open(Staged.Line line, Duration window) throws Exception {
      List<String> buyers = List.of(auction.buyer(0), auction.buyer(1));
      for (Duration within = window; ; within = within.multipliedBy(2)) {
        byte[] terms = range.draft(auction.id(), buyers, Instant.now().plus(within)).json();
        Reply opened = line.ask(new Request.Open(terms));
        if (opened instanceof Reply.StatementReply statement) {
          return auction.in(HostileEnclave.opened(terms, statement), line);
        }
        assertRefused(opened, ErrorCode.CLOSES_TOO_SOON);
      }
    }

    /** Whether there was time for it. */
    private boolean seals(Staged again) throws Exception {
      CarelessBuyer colluder = colluder();
      colluder.pin(again.auction(), Attacks.genuine(range.system()));
      byte[] own = colluder.seal(again.auction(), auction.buyer(1), 1, next());
      byte[] moved = movedTo(again);
      Reply taken = again.submit(auction.buyer(1), own);
      Reply victimsTaken = again.submit(auction.buyer(0), moved);
      if (!again.isOpen()) {
        return false;
      }
      assertThat(taken).isInstanceOf(Reply.StatementReply.class);
      assertThat(victimsTaken).isInstanceOf(Reply.StatementReply.class);
      again.awaitClosing();
      // Not only once: what was opened stays opened, what wasn't isn't.
      for (int i = 0; i < 2; i++) {
        assertKmsRefused(
            again.resolve(range.decryptRole(), own, moved),
            "AccessDeniedException",
            auction.buyer(0));
      }
      return true;
    }

    private byte[] movedTo(Staged again) {
      byte[] session =
          RewrittenHeader.replace(victims, auction.session().hex(), again.session().hex());
      return RewrittenHeader.replace(
          session,
          auction.auction().document().sha384().hex(),
          again.auction().document().sha384().hex());
    }

    private CarelessBuyer colluder() {
      return new CarelessBuyer(auction.buyer(1), range.commands(), range.cast(), range.random());
    }

    private long next() {
      chosen = chosen / 2 + 1;
      return chosen;
    }

    private void note(Reply reply) {
      assertThat(reply).isInstanceOf(Reply.Resolved.class);
      outcomes.add(
          java.util.HexFormat.of().formatHex(((Reply.Resolved) reply).outcomeOrVoid().statement()));
    }
  }
}
