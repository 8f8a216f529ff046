package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parent that dies at every point of an auction's life: before each frame and each write to S3,
 * and after it, when the other side has it and the parent doesn't know. The points are those that a
 * parent that lives comes to; nobody lists them by hand. What it leaves, another parent finds, as
 * the same one would after its restart.
 */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks by a crash at every point")
class CrashAttackIT {
  private static final int AT_ONE_TIME = 2;
  private static final int TRIES = 4;
  private static final long FIRST_WINDOW_SECONDS = 10;
  private static final byte[] NONCE = new byte[32];

  private final AttackRange range;
  private final ObjectNode[] awardKeys;

  CrashAttackIT(AttackRange range) throws IOException {
    this.range = range;
    // Of many auctions, for a key takes a second to make.
    this.awardKeys = new ObjectNode[] {awardKey(), awardKey()};
  }

  private ObjectNode awardKey() throws IOException {
    return SealedAwards.makeKey(range, "--out", range.folder().resolve("award.pem").toString());
  }

  @Attack
  @DisplayName("Dies at each frame and each write (G10, G4): nothing acknowledged is lost, one end")
  void everyPoint() throws Exception {
    Map<String, Ending> points = new TreeMap<>();
    for (Ending ending : Ending.values()) {
      lived(ending, Optional.empty()).forEach(point -> points.putIfAbsent(point, ending));
    }
    Set<String> frames = new LinkedHashSet<>();
    points.keySet().forEach(point -> frames.add(point.split(" ", -1)[1]));
    for (MessageType type : MessageType.values()) {
      if (type.kind() == MessageType.Kind.REQUEST) {
        assertThat(frames).contains(type.name());
      }
    }
    assertThat(points.keySet())
        .contains("before PUT sheets 1", "after PUT acknowledgements 2", "after PUT receipt.json 1")
        .contains("before PUT awards 2", "after PUT outcome.json 1", "after PUT void.json 1");
    assertThat(failures(points)).isEmpty();
  }

  /** What was lost or came twice, by the point at which the parent died. */
  private List<String> failures(Map<String, Ending> points) throws Exception {
    ExecutorService lives = Executors.newFixedThreadPool(AT_ONE_TIME);
    Map<String, Future<List<String>>> results = new TreeMap<>();
    points.forEach(
        (point, ending) ->
            results.put(point, lives.submit(() -> lived(ending, Optional.of(point)))));
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, Future<List<String>>> result : results.entrySet()) {
      try {
        result.getValue().get();
      } catch (java.util.concurrent.ExecutionException e) {
        failures.add(result.getKey() + ": " + e.getCause());
      }
    }
    lives.shutdown();
    return failures;
  }

  /** How an auction ends. */
  private enum Ending {
    OUTCOME,
    VOID
  }

  /**
   * An auction's whole life.
   *
   * @param death where its parent dies; empty for a parent that lives
   * @return the points that the parent came to
   */
  private List<String> lived(Ending ending, Optional<String> death) throws Exception {
    for (int tries = 1; ; tries++) {
      CrashPoints points = new CrashPoints();
      String name = "parent-dies-" + death.orElse("never-" + ending).replace(' ', '-');
      try (MortalParent mortal = new MortalParent(range.system(), name + "-" + tries, points)) {
        death.ifPresent(point -> points.dieAt(point, mortal::kill));
        Life life = new Life(mortal, points, FIRST_WINDOW_SECONDS << (tries - 1));
        if (!life.reachesClosing(ending) && tries < TRIES) {
          continue; // The machine is busy; in another auction, with more time.
        }
        life.ends(ending);
        assertThat(points.isHit()).as("the parent died").isEqualTo(death.isPresent());
        return points.passed();
      }
    }
  }

  /** One auction, and what its people were told. */
  private final class Life {
    private final MortalParent mortal;
    private final CrashPoints points;
    private final ParentClient survivor = range.commands().parent();
    private final List<String> buyers = range.newBuyers(2);
    private final byte[] terms;
    private final List<AttestedStatement> acknowledged = new ArrayList<>();
    private Optional<Staged> auction = Optional.empty();

    Life(MortalParent mortal, CrashPoints points, long windowSeconds) {
      this.mortal = mortal;
      this.points = points;
      Instant closesAt = Instant.now().plusSeconds(windowSeconds);
      this.terms =
          AttackRange.changed(
              range.draft(range.newAuctionId(), buyers, closesAt).json(),
              json -> {
                json.put("disclosure", "SEALED_AWARD");
                for (int i = 0; i < awardKeys.length; i++) {
                  AttackRange.entry(json, i).set("awardKey", awardKeys[i].deepCopy());
                }
              });
    }

    private Staged auction() {
      return auction.orElseThrow();
    }

    /** Asks the parent; if it dies of it, the survivor, as people do after a restart. */
    private <T> T ask(Call<T> call) {
      if (!points.isHit()) {
        try {
          return call.of(mortal.client());
        } catch (ParentProblemException e) {
          throw e;
        } catch (CommandFailedException e) {
          assertThat(points.isHit()).as("a parent that lives answers: %s", e.reason()).isTrue();
          mortal.kill(); // it is dying: be sure that it is dead
        }
      }
      return call.of(survivor);
    }

    /** Everything that is done while sheets are taken; false if that took too long. */
    boolean reachesClosing(Ending ending) throws Exception {
      try {
        OpenAuction opened = CommandLines.opened(ask(parent -> parent.open(terms)));
        EnclaveLine line = EnclaveLine.to(range.system().enclave());
        auction = Optional.of(new Staged(range, opened, buyers, line::ask));
        assertThat(ask(parent -> parent.attestOpening(opened.id(), NONCE)).statementBytes())
            .isEqualTo(opened.opening().statement());
        ask(parent -> parent.enclave(NONCE));
        submits(buyers.get(0), 5_000);
        submits(buyers.get(1), 1_000);
        if (ending == Ending.VOID) {
          voided();
        }
      } catch (ParentProblemException e) {
        if (e.code().equals(ErrorCode.CLOSED.name())
            || e.code().equals(ErrorCode.CLOSES_TOO_SOON.name())) {
          return false;
        }
        throw e;
      }
      return ending == Ending.VOID || auction().isOpen();
    }

    private void submits(String buyer, long amount) {
      byte[] sheet =
          auction()
              .pinned(buyer)
              .seal(auction().auction(), buyer, System.currentTimeMillis(), amount);
      range
          .commands()
          .s3(buyer)
          .putObject(
              put ->
                  put.bucket(range.cast().bidder(buyer).bucket())
                      .key(Bidder.objectKey(auction().id())),
              RequestBody.fromBytes(sheet));
      SubmitRequest request = new SubmitRequest(buyer, Sha384.of(sheet).hex(), null);
      acknowledged.add(attested(ask(p -> p.submit(auction().id(), request))));
    }

    private AttestedStatement voided() {
      return attested(ask(p -> p.voidSession(auction().id(), Optional.of("a test"))).attested());
    }

    void ends(Ending ending) throws Exception {
      if (ending == Ending.VOID) {
        endsVoid();
      } else {
        endsInOneOutcome();
      }
    }

    private void endsInOneOutcome() throws Exception {
      auction().awaitClosing();
      byte[] first = ask(parent -> parent.resolve(auction().id())).receipt();
      byte[] receipt = survivor.resolve(auction().id()).receipt();
      assertThat(receipt).isEqualTo(first);
      assertThat(survivor.receipt(auction().id())).isEqualTo(first);
      Outcome outcome = auction().resolvesTo(buyers.get(0));
      // The enclave's own word, asked past all parents, is the one that was kept.
      Reply.Resolved said = (Reply.Resolved) auction().resolve(range.decryptRole());
      assertThat(said.outcomeOrVoid().statement()).isEqualTo(Staged.outcomeBytes(receipt));
      assertThat(outcome.acknowledged())
          .extracting(AcknowledgedSheet::buyerId)
          .containsExactlyElementsOf(buyers);
      List<byte[]> kept =
          Receipt.parse(receipt).acknowledgements().stream()
              .map(AttestedStatement::statement)
              .toList();
      for (AttestedStatement heard : acknowledged) {
        assertThat(kept).anyMatch(bytes -> Arrays.equals(bytes, heard.statement()));
      }
      for (AwardDigest award : outcome.awards()) {
        byte[] message = survivor.award(auction().id(), award.recipient());
        assertThat(Sha384.of(message)).isEqualTo(award.sha384());
      }
      assertThat(outcome.awards()).hasSize(awardKeys.length);
    }

    private void endsVoid() throws Exception {
      AttestedStatement again = voided();
      Reply.Resolved said = (Reply.Resolved) auction().resolve(range.decryptRole());
      assertThat(said.outcomeOrVoid().statement()).isEqualTo(again.statement());
      assertThat(refusal(() -> survivor.resolve(auction().id())))
          .isEqualTo(ErrorCode.VOIDED.name());
      assertThat(refusal(() -> survivor.receipt(auction().id()))).isEqualTo("NOT_RESOLVED");
    }
  }

  private static AttestedStatement attested(AttestedStatementView view) {
    return new AttestedStatement(view.statementBytes(), view.attestationBytes());
  }

  /** A call of a parent. */
  @FunctionalInterface
  private interface Call<T> {
    T of(ParentClient parent);
  }
}
