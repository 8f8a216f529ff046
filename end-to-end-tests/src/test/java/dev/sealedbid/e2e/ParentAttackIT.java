package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Crashes of the parent at the worst moments, and what is kept in its bucket. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on what the parent keeps")
class ParentAttackIT {
  private final AttackRange range;

  ParentAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Loses an acknowledged sheet in a crash (G10): its copy was kept first")
  void acknowledgementLost() throws Exception {
    try (Mortals mortals = new Mortals()) {
      PowerCut[] line = new PowerCut[1];
      Staged auction =
          range.stage(
              2,
              open -> {
                MortalParent mortal = mortals.living();
                line[0] = mortal.diesAt(MessageType.SUBMIT);
                CommandLines.Run unheard = open.bid(open.buyer(0), "40", "--parent", mortal.url());
                assertThat(unheard.exit()).as(unheard.err()).isNotZero();
                open.bothBid();
              });
      assertThat(line[0].lost()).isInstanceOf(Reply.StatementReply.class);
      // The sheet whose acknowledgement nobody heard counts as acknowledged, and is there.
      assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(3);
    }
  }

  @Attack
  @DisplayName("Withholds outcome and awards by a crash (G10): the same ones, asked again")
  void outcomeLost() throws Exception {
    SealedAwards awards = new SealedAwards(range);
    Staged auction = range.stage(2, awards, awards::bothBid);
    Reply.Resolved decided;
    try (MortalParent mortal = new MortalParent(range.system(), "parent-at-resolve")) {
      PowerCut line = mortal.diesAt(MessageType.AWARDS);
      assertThatThrownBy(() -> mortal.client().resolve(auction.id()))
          .isInstanceOf(CommandFailedException.class);
      assertThat(line.lost()).isInstanceOf(Reply.Awards.class);
      decided = (Reply.Resolved) auction.resolve(range.decryptRole());
    }
    assertThat(refusal(() -> range.commands().parent().receipt(auction.id())))
        .isEqualTo(ParentCode.NOT_RESOLVED.name());
    Outcome outcome = auction.resolvesTo(auction.buyer(0));
    assertThat(Staged.outcomeBytes(auction.resolve().receipt()))
        .isEqualTo(decided.outcomeOrVoid().statement());
    for (AwardDigest award : outcome.awards()) {
      byte[] message = range.commands().parent().award(auction.id(), award.recipient());
      assertThat(Sha384.of(message)).isEqualTo(award.sha384());
    }
  }

  @Attack
  @DisplayName("Overwrites a sheet's copy in the bucket (G10): it isn't presented, and said so")
  void copyOverwritten() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    byte[] copy = auction.copy(auction.buyer(0));
    S3Client s3 = range.commands().s3(AttackRange.ADMIN);
    String key = auction.copyKey(auction.buyer(0), copy);
    s3.putObject(
        put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(key),
        RequestBody.fromBytes(auction.copy(auction.buyer(1))));
    assertThat(refusal(auction::resolve)).isEqualTo(ParentCode.SHEET_COPY_MISSING.name());
    s3.putObject(
        put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(key), RequestBody.fromBytes(copy));
    auction.resolvesTo(auction.buyer(0));
  }

  /** One is started at once; another if the machine was too busy for the first. */
  private final class Mortals implements AutoCloseable {
    private MortalParent latest = new MortalParent(range.system(), "parent-at-submit");

    Mortals() throws IOException {}

    MortalParent living() throws IOException {
      if (!latest.isAlive()) {
        latest.close();
        latest = new MortalParent(range.system(), "parent-at-submit");
      }
      return latest;
    }

    @Override
    public void close() throws IOException {
      latest.close();
    }
  }
}
