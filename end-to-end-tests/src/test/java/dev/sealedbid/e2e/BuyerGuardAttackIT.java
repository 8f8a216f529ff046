package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.AttackRange.entry;
import static dev.sealedbid.e2e.Staged.assertEmptyBox;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an auctioneer names in terms, and says of sessions, to have a buyer bid to its own harm. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on a buyer's guard")
class BuyerGuardAttackIT {
  private static final int AT_ONE_TIME = 6;
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  private final AttackRange range;

  BuyerGuardAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Names a key or a bucket that isn't the buyer's (G2): bid compares the accounts")
  void somebodyElsesKeyOrBucket() throws Exception {
    String own = range.commands().kms(AttackRange.ADMIN).createKey().keyMetadata().arn();
    String trap = "trap-" + range.newAuctionId();
    range.system().aws().createBucket(LocalNames.AUCTIONEER_ACCOUNT, trap);
    range
        .commands()
        .s3(AttackRange.ADMIN)
        .putBucketPolicy(put -> put.bucket(trap).policy(openToAll(trap)));
    Staged auction = range.stageOneBid();
    String victim = auction.buyer(0);
    Staged key = auction.another(terms -> entry(terms, 0).put("sheetKey", own));
    assertRefused(key.bid(victim, "50"), 1, "name sheet key " + own + " of account 9");
    Staged bucket =
        auction.another(
            terms ->
                entry(terms, 0)
                    .put("bucket", trap)
                    .put("bucketOwner", LocalNames.AUCTIONEER_ACCOUNT));
    assertRefused(bucket.bid(victim, "50"), 1, "bucket " + trap + " of account 9");
    // The owner in the terms is a lie: S3 knows whose bucket it is.
    Staged lied = auction.another(terms -> entry(terms, 0).put("bucket", trap));
    assertRefused(
        lied.bid(victim, "50"), 1, "nobody can tell what would be overwritten at s3://" + trap);
    assertStillPinned(auction);
    assertThat(
            range
                .commands()
                .s3(AttackRange.ADMIN)
                .listObjectsV2(list -> list.bucket(trap))
                .contents())
        .isEmpty();
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Names an alias or a multi-Region key (G2): parent, enclave and buyer refuse it")
  void aliasOrMultiRegionKey() throws Exception {
    Staged auction = range.stageOneBid();
    String key = range.cast().sheetKey(auction.buyer(0));
    for (String moving :
        List.of(
            key.replaceFirst("key/.*", "alias/bids"),
            key.replaceFirst("key/.*", "key/mrk-" + "1".repeat(32)))) {
      assertRefusedByAll(auction, terms -> entry(terms, 0).put("sheetKey", moving));
    }
    assertStillPinned(auction);
    auction.resolvesTo(auction.buyer(0));
  }

  private void assertRefusedByAll(Staged open, Consumer<ObjectNode> change) throws Exception {
    byte[] terms = AttackRange.changed(open.termsBytes(), change);
    assertThat(refusal(() -> range.commands().parent().open(terms)))
        .isEqualTo(ErrorCode.INVALID_TERMS.name());
    assertRefused(open.ask(new Request.Open(terms)), ErrorCode.INVALID_TERMS);
    try (LyingParent liar =
        LyingParent.before(range.system().parent(), LyingParent.showing(open, terms))) {
      assertRefused(open.bid(open.buyer(0), "50", "--parent", liar.url()), 3, "sheetKey");
    }
  }

  @Attack
  @DisplayName("Opens two sessions at one time in one enclave (G4): one live session an auction")
  void twoSessionsAtOneTime() throws Exception {
    Staged auction =
        range.stage(
            1,
            open -> {
              byte[] others =
                  AttackRange.changed(open.termsBytes(), terms -> terms.put("title", "Another"));
              assertThat(refusal(() -> range.commands().parent().open(others)))
                  .isEqualTo(ErrorCode.SESSION_ALREADY_OPEN.name());
              assertRefused(open.ask(new Request.Open(others)), ErrorCode.SESSION_ALREADY_OPEN);
              // The same terms again are the same session, not a second one.
              assertThat(open.ask(new Request.Open(open.termsBytes())))
                  .isInstanceOfSatisfying(
                      Reply.StatementReply.class,
                      same ->
                          assertThat(same.statement().statement())
                              .isEqualTo(open.auction().opening().statement()));
              assertThat(opensOfARace(open)).isEqualTo(1);
              open.bids(open.buyer(0), "50");
            });
    auction.resolvesTo(auction.buyer(0));
  }

  /** How many sessions come of several OPENs of one auction, each with other terms. */
  private long opensOfARace(Staged open) {
    String raced = range.newAuctionId();
    List<String> buyers = List.of(open.buyer(0));
    byte[] draft = range.draft(raced, buyers, Instant.now().plusSeconds(60)).json();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < AT_ONE_TIME; i++) {
      String title = "Race " + i;
      byte[] terms = AttackRange.changed(draft, json -> json.put("title", title));
      replies.add(CompletableFuture.supplyAsync(() -> ask(open, new Request.Open(terms))));
    }
    List<Reply> said = replies.stream().map(CompletableFuture::join).toList();
    said.stream()
        .filter(reply -> !(reply instanceof Reply.StatementReply))
        .forEach(reply -> assertRefused(reply, ErrorCode.SESSION_ALREADY_OPEN));
    return said.stream().filter(Reply.StatementReply.class::isInstance).count();
  }

  private static Reply ask(Staged open, Request request) {
    try {
      return open.ask(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Attack
  @DisplayName("Has a pin moved back to an earlier session (G4): its policy remembers it")
  void pinMovedBack() throws Exception {
    SecondParent second = range.secondParent();
    OpenAuction[] again = new OpenAuction[1];
    Staged auction =
        range.stage(
            2,
            open -> {
              String victim = open.buyer(0);
              Path folder = range.cast().bidder(victim).directory();
              String[] pin = {"key", "pin", open.id(), "--buyer", victim};
              open.run(folder, victim, pin).orFail("the first pin");
              again[0] = CommandLines.opened(second.client().open(open.termsBytes()));
              assertRefused(
                  open.bid(victim, "50", "--parent", second.url()), 1, "less than 30 minutes");
              // Both enclaves live on, and the first one's session is shown again.
              assertRefused(open.bid(victim, "50"), 1, "a pin never goes back");
              assertRefused(open.run(folder, victim, pin), 1, "a pin never goes back");
              open.bids(open.buyer(1), "10");
            });
    assertThat(range.policyOf(auction.buyer(0)).pin().map(Pin::sessionId))
        .contains(again[0].session());
    assertThat(range.policyOf(auction.buyer(0)).unsettled())
        .extracting(UnsettledSession::sessionId)
        .containsExactly(auction.session());
    assertThat(auction.resolvesTo(auction.buyer(1)).acknowledged()).hasSize(1);
  }

  @Attack
  @DisplayName("Has a fresh key made for a new session of one auction (G4): bid finds the first")
  void freshKey() throws Exception {
    SecondParent second = range.secondParent();
    Staged auction =
        range.stage(
            1,
            open -> {
              String victim = open.buyer(0);
              open.bids(victim, "50");
              String fresh = newKey(victim);
              byte[] terms =
                  AttackRange.changed(
                      open.termsBytes(), json -> entry(json, 0).put("sheetKey", fresh));
              OpenAuction other = CommandLines.opened(second.client().open(terms));
              String pinned = "is a sheet key of this auction, too, and pinned to session ";
              String[] bid = {
                "bid", open.id(), "--buyer", victim, "--yes", "--none", "--parent", second.url()
              };
              // On another machine, which has no bid file.
              assertRefused(
                  open.run(range.folder(), victim, bid), 1, pinned + open.session().hex());
              assertRefused(
                  open.run(range.cast().bidder(victim).directory(), victim, bid),
                  1,
                  "holds a bid for this auction under another key");
              assertEmptyBox(second.ask(new Request.Status(other.session())));
            });
    auction.resolvesTo(auction.buyer(0));
  }

  private String newKey(String buyer) throws IOException {
    CommandLines.Run run =
        range
            .commands()
            .buyer(range.folder(), "key", "create", "--profile", buyer, "--json")
            .orFail("key create");
    return JsonMapper.shared().readTree(run.out()).required("keyArn").asString();
  }

  @Attack
  @DisplayName("Names an object that isn't for sheets (G2): bid looks first, overwrites nothing")
  void objectThatIsNoSheet() throws Exception {
    Staged auction = range.stageOneBid();
    String victim = auction.buyer(0);
    String bucket = range.cast().bidder(victim).bucket();
    String sheet = Bidder.objectKey(auction.id());
    String album = "photos/album";
    S3Client s3 = range.commands().s3(victim);
    s3.putObject(put -> put.bucket(bucket).key(album), RequestBody.fromString("my photos"));
    // A sheet of another auction counts there: it isn't overwritten either.
    for (String place : List.of(album, sheet)) {
      Staged lied = auction.another(terms -> entry(terms, 0).put("objectKey", place));
      assertRefused(lied.bid(victim, "50"), 1, "something else than a sheet for this auction");
    }
    assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key(album)).asUtf8String())
        .isEqualTo("my photos");
    assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key(sheet)).asByteArray())
        .isEqualTo(auction.copy(victim));
    assertStillPinned(auction);
    auction.resolvesTo(victim);
  }

  @Attack
  @DisplayName("Names an award key of its own in a buyer's entry (G8): bid compares it")
  void awardKeyOfItsOwn() throws Exception {
    Path folder = range.folder();
    ObjectNode attackers =
        SealedAwards.makeKey(range, "--out", folder.resolve("attacker.pem").toString());
    ObjectNode rivals =
        SealedAwards.makeKey(range, "--out", folder.resolve("rival.pem").toString());
    String mine = folder.resolve("mine.pem").toString();
    ObjectNode own = SealedAwards.makeKey(range, "--out", mine);
    ObjectNode inKms =
        SealedAwards.makeKey(
            range, "--kms-key", readableAwardKey(), "--profile", AttackRange.ADMIN);
    Staged auction = range.stage(2, open -> open.bids(open.buyer(1), "10"));
    String victim = auction.buyer(0);
    Staged local = auction.another(sealedAward(attackers, rivals));
    assertRefused(local.bid(victim, "50"), 2, "nothing here says that it is yours");
    assertRefused(local.bid(victim, "50", "--award-key", mine), 3, "isn't yours");
    // In KMS, where its owner lets everybody read the public half.
    Staged remote = auction.another(sealedAward(inKms, rivals));
    assertRefused(remote.bid(victim, "50"), 3, "isn't yours: it is of account 9");
    assertRefused(remote.bid(victim, "50", "--award-key", mine), 3, "isn't yours");
    assertThat(range.policyOf(victim).pin()).isEmpty();
    // With its own key in the same terms the buyer does bid.
    Staged honest = auction.another(sealedAward(own, rivals));
    honest.bid(victim, "50", "--award-key", mine).orFail("bid with its own award key");
    auction.resolvesTo(auction.buyer(1));
  }

  private static Consumer<ObjectNode> sealedAward(ObjectNode first, ObjectNode second) {
    return terms -> {
      terms.put("disclosure", "SEALED_AWARD");
      entry(terms, 0).set("awardKey", first);
      entry(terms, 1).set("awardKey", second);
    };
  }

  /** A key of the auctioneer's whose public half everybody may ask KMS for. */
  private String readableAwardKey() {
    KmsClient admin = range.commands().kms(AttackRange.ADMIN);
    return admin
        .createKey(
            key ->
                key.keySpec(KeySpec.RSA_2048)
                    .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                    .policy(AttackRange.EVERYBODY))
        .keyMetadata()
        .arn();
  }

  @Attack
  @DisplayName("Lists the same key in a second auction (G4): one sheet key an auction")
  void sameKeyInASecondAuction() throws Exception {
    Staged auction = range.stageOneBid();
    Staged second = auction.another();
    assertRefused(
        second.bid(auction.buyer(0), "50"),
        1,
        "this key is the sheet key of auction " + auction.id());
    assertEmptyBox(second.ask(new Request.Status(second.session())));
    assertStillPinned(auction);
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Dribbles a sheet past closing (G5): the time is that of its last byte")
  void dribbledPastClosing() throws Exception {
    Dribbled[] late = new Dribbled[1];
    Staged auction =
        range.stage(
            1,
            open -> {
              open.bids(open.buyer(0), "50");
              byte[] sheet =
                  open.careless(open.buyer(0))
                      .seal(open.auction(), open.buyer(0), Long.MAX_VALUE, 9_900);
              open.awaitClosingBut(IN_TIME); // a frame has 30 s for all of it
              late[0] = new Dribbled(new Request.Submit(open.session(), open.buyer(0), sheet));
            });
    assertRefused(late[0].end(), ErrorCode.CLOSED);
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(1);
  }

  /** A frame of which the last byte is still to come. */
  private final class Dribbled {
    private final Socket socket;
    private final byte lastByte;

    Dribbled(Request request) throws IOException {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      FrameCodec.write(frame, request.encode(1));
      byte[] bytes = frame.toByteArray();
      lastByte = bytes[bytes.length - 1];
      socket =
          VsockSockets.connect(
              EnclaveLine.address(range.system().enclave()), Duration.ofSeconds(5));
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(bytes, 0, bytes.length - 1);
      socket.getOutputStream().flush();
    }

    Reply end() throws Exception {
      try (socket) {
        socket.getOutputStream().write(lastByte);
        socket.getOutputStream().flush();
        Frame answer = FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY);
        return Reply.decode(answer);
      }
    }
  }

  /** The victim's key is where it was, in the honest auction. */
  private void assertStillPinned(Staged auction) throws Exception {
    assertThat(range.policyOf(auction.buyer(0)).pin().map(Pin::sessionId))
        .contains(auction.session());
  }

  private static String openToAll(String bucket) {
    return """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Principal":"*","Action":"s3:*",
           "Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"]}]}
        """
        .formatted(bucket);
  }
}
