package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.buyer.Stage.Transcript;
import dev.sealedbid.buyer.award.AwardKeyFile;
import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.rules.Lottery;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.rest.AuctionState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.s3.S3Client;

/** Scripted transcripts of whole auctions: from the bids to what a verified receipt tells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuctionedTest {
  private static final String SELLER =
      ",\"seller\":{\"sheetKey\":\"SELLER_KEY\",\"bucket\":\"seller-bids\","
          + "\"bucketRegion\":\"eu-west-1\",\"bucketOwner\":\"111111111103\","
          + "\"objectKey\":\"AUCTION_ID/sheet\"},\"disclosure\"";

  private Stage stage = unset();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T unset() {
    return null;
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    stage = new Stage(directory);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private static void assertDone(Transcript transcript) {
    assertThat(transcript.status()).as(transcript.err()).isZero();
  }

  private static void assertRefused(Transcript transcript, int status, String message) {
    assertThat(transcript.err()).contains("buyer-cli: error: ").contains(message);
    assertThat(transcript.status()).as(transcript.err()).isEqualTo(status);
    assertThat(transcript.err()).contains("buyer-cli: hint: ");
  }

  @Nested
  @DisplayName("replace and withdraw [S-5] [S-8]")
  class Replace {
    @Test
    @DisplayName("[S-11] a withdrawal is a sheet of that kind with a higher revision, acknowledged")
    void withdraw() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        int length = auction.kept(stage.directory(), "buyer-1").sheets().get(0).ciphertext().length;
        Transcript withdrawn = auction.bid("buyer-1", "--withdraw", "--json");
        assertDone(withdrawn);
        assertThat(withdrawn.out()).contains("\"kind\" : \"WITHDRAW\"");
        assertThat(auction.parent.box())
            .extracting(Acknowledgement::revision)
            .isSorted()
            .doesNotHaveDuplicates()
            .hasSize(2);
        assertThat(auction.kept(stage.directory(), "buyer-1").sheets().get(1).ciphertext())
            .as("nobody can tell it from a bid")
            .hasSize(length);

        Transcript status =
            stage.run("status", auction.id, "--parent", uri(auction), "--buyer", "buyer-1");
        assertThat(status.out()).contains("your newest   a withdrawal");

        Outcome outcome = auction.resolve("withdrawn.json");
        assertThat(outcome.buyers().get(0).status()).isEqualTo(BuyerStatus.WITHDRAWN);
        Transcript verified =
            stage.run(auction.verify("withdrawn.json", "--bid-file", auction.bidFile("buyer-1")));
        assertDone(verified);
        assertThat(verified.out())
            .contains("your sheet   was withdrawn: none of yours counted")
            .contains("lot-1 NO_SALE");
      }
    }

    @Test
    @DisplayName("a bid after a withdrawal counts again")
    void bidAfterWithdrawal() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--withdraw"));
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=7"));
        assertThat(auction.resolve("again.json").buyers().get(0).status())
            .isEqualTo(BuyerStatus.COUNTED);
      }
    }

    @Test
    @DisplayName("--withdraw excludes amounts, and is read back")
    void withdrawIsReadBack() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertRefused(
            auction.bid("buyer-1", "--withdraw", "--amount", "lot-1=1"), 2, "mutually exclusive");
        Transcript no = stage.answer("no\n", auction.words("buyer-1", "bid", "--withdraw"));
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err())
            .contains("a withdrawal: none of your sheets so far counts any more")
            .contains("seal this withdrawal and send it?");
        assertThat(auction.parent.box()).isEmpty();
      }
    }

    @Test
    @DisplayName(
        "[P-15] two machines of one buyer: the later bid counts, and verify says where it was made")
    void twoMachines() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("laptop-" + auction.id);
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(
            stage.runOn(other, auction.words("buyer-1", "bid", "--amount", "lot-1=1300", "--yes")));
        Outcome outcome = auction.resolve("two.json", stage.directory(), other);
        assertThat(outcome.buyers().get(0).sheetSha384())
            .contains(auction.kept(other, "buyer-1").newest().orElseThrow().sha384());
        Transcript first =
            stage.run(auction.verify("two.json", "--bid-file", auction.bidFile("buyer-1")));
        assertThat(first.status()).as(first.err()).isEqualTo(5);
        assertThat(first.out()).contains("your sheet   was not counted: you are COUNTED");
        assertThat(first.err())
            .contains("the sheet that counted for you isn't in this bid file")
            .contains("name the other machine's bid file, too");
        Transcript second =
            stage.run(
                auction.verify(
                    "two.json",
                    "--bid-file",
                    other.resolve(auction.bidFile("buyer-1")).toString()));
        assertDone(second);
        assertThat(second.out()).contains("your sheet   was counted");
        assertDone(
            stage.run(
                auction.verify(
                    "two.json",
                    "--bid-file",
                    auction.bidFile("buyer-1"),
                    "--bid-file",
                    other.resolve(auction.bidFile("buyer-1")).toString())));
      }
    }

    @Test
    @DisplayName("[P-20] a withdrawal by a sheet that isn't in the bid file: a warning, and 5")
    void withdrawnElsewhere() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("thief-" + auction.id);
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(stage.runOn(other, auction.words("buyer-1", "bid", "--withdraw", "--yes")));
        auction.resolve("taken-back.json", stage.directory(), other);
        String mine = auction.bidFile("buyer-1");
        Transcript verified = stage.run(auction.verify("taken-back.json", "--bid-file", mine));
        assertThat(verified.status()).as(verified.err()).isEqualTo(5);
        assertThat(verified.err())
            .contains("the sheet that withdrew yours isn't in this bid file")
            .contains("somebody else who can act as your sealing principal");
        String theirs = other.resolve(mine).toString();
        assertDone(stage.run(auction.verify("taken-back.json", "--bid-file", theirs)));
      }
    }

    @Test
    @DisplayName(
        "[S-11] the same bid again, after another machine's newer one, is sealed anew: it counts")
    void sameBidAfterAnotherMachine() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("tablet-" + auction.id);
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(
            stage.runOn(other, auction.words("buyer-1", "bid", "--amount", "lot-1=1300", "--yes")));
        Transcript again = auction.bid("buyer-1", "--amount", "lot-1=1250");
        assertDone(again);
        assertThat(again.err()).contains("a newer sheet of yours, sealed elsewhere");
        assertThat(auction.parent.box()).hasSize(3);
        assertThat(
                auction
                    .resolve("three.json", stage.directory(), other)
                    .buyers()
                    .get(0)
                    .sheetSha384())
            .contains(auction.kept(stage.directory(), "buyer-1").newest().orElseThrow().sha384());
      }
    }

    @Test
    @DisplayName(
        "[S-11] a sheet that never arrived, retried after another machine's newer one: sealed anew")
    void retryAfterAnotherMachine() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("phone-" + auction.id);
        auction.parent.losesReplies = true;
        assertThat(auction.bid("buyer-1", "--amount", "lot-1=1250").status()).isEqualTo(4);
        auction.parent.losesReplies = false;
        auction.parent.box().clear();
        assertDone(
            stage.runOn(other, auction.words("buyer-1", "bid", "--amount", "lot-1=1300", "--yes")));
        Transcript retried = auction.bid("buyer-1");
        assertDone(retried);
        assertThat(retried.err()).contains("a newer sheet of yours, sealed elsewhere");
        assertThat(auction.parent.box()).hasSize(3);
        KeptSheet kept = auction.kept(stage.directory(), "buyer-1").newest().orElseThrow();
        assertThat(auction.parent.box().get(2).sheetSha384()).isEqualTo(kept.sha384());
        assertThat(kept.acknowledgement()).isPresent();
      }
    }

    @Test
    @DisplayName("status tells of another machine's newer sheet, and nothing without a bid file")
    void statusAfterAnotherMachine() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("laptop-" + auction.id);
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(
            stage.runOn(other, auction.words("buyer-1", "bid", "--amount", "lot-1=1300", "--yes")));
        String[] words = {
          "status", auction.id, "--parent", auction.parent.uri().toString(), "--buyer", "buyer-1"
        };
        Transcript status = stage.run(words);
        assertDone(status);
        assertThat(status.out()).contains("you           acknowledged");
        assertThat(status.err()).contains("a newer sheet of yours, sealed elsewhere");
        words[5] = "buyer-2";
        assertThat(stage.run(words).out())
            .contains("you           no bid file of this session here");
      }
    }

    @Test
    @DisplayName(
        "[S-10] a retry after a lost reply sends the very bytes, also after another machine looked")
    void lostReply() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        auction.parent.losesReplies = true;
        assertThat(auction.bid("buyer-1", "--amount", "lot-1=1250").status()).isEqualTo(4);
        auction.parent.losesReplies = false;
        byte[] sealed =
            auction.kept(stage.directory(), "buyer-1").newest().orElseThrow().ciphertext();
        Transcript retried = auction.bid("buyer-1");
        assertDone(retried);
        assertThat(auction.parent.box()).as("one sheet, acknowledged once").hasSize(1);
        KeptSheet kept = auction.kept(stage.directory(), "buyer-1").newest().orElseThrow();
        assertThat(kept.ciphertext()).isEqualTo(sealed);
        assertThat(kept.acknowledgement()).isPresent();
      }
    }

    @Test
    @DisplayName("a lost reply, then another machine's bid: the retry seals the wanted bid anew")
    void lostReplyAndAnotherMachine() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        Path other = stage.otherMachine("phone-" + auction.id);
        auction.parent.losesReplies = true;
        assertThat(auction.bid("buyer-1", "--amount", "lot-1=1250").status()).isEqualTo(4);
        auction.parent.losesReplies = false;
        assertDone(
            stage.runOn(other, auction.words("buyer-1", "bid", "--amount", "lot-1=9", "--yes")));
        assertDone(auction.bid("buyer-1"));
        BidFile mine = auction.kept(stage.directory(), "buyer-1");
        assertThat(mine.sheets()).hasSize(2);
        assertThat(
                auction
                    .resolve("lost.json", stage.directory(), other)
                    .buyers()
                    .get(0)
                    .sheetSha384())
            .contains(mine.newest().orElseThrow().sha384());
      }
    }
  }

  @Nested
  @DisplayName("bid overwrites nothing but a sheet of this auction")
  class Overwriting {
    /** [S-12]. */
    @Test
    void somethingElseIsLeftAlone() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        put(auction, "my photo album");
        for (String[] more : List.of(new String[] {"--none"}, new String[] {"--withdraw"})) {
          assertRefused(
              auction.bid("buyer-2", more),
              1,
              "there is something else than a sheet for this auction");
        }
        assertThat(get(auction)).isEqualTo("my photo album");
        assertThat(auction.parent.box()).isEmpty();
        assertDone(auction.bid("buyer-2", "--none", "--replace-object"));
        assertDone(auction.bid("buyer-2", "--amount", "lot-1=1"));
      }
    }

    @Test
    void aSheetOfAnotherAuctionIsSomethingElse() throws Exception {
      try (Auctioned first = new Auctioned(stage);
          Auctioned second = new Auctioned(stage)) {
        assertDone(first.bid("buyer-2", "--none"));
        s3().copyObject(
                r ->
                    r.sourceBucket("buyer-2-bids")
                        .sourceKey(first.id + "/sheet")
                        .destinationBucket("buyer-2-bids")
                        .destinationKey(second.id + "/sheet"));
        assertRefused(second.bid("buyer-2", "--none"), 1, "something else than a sheet");
      }
    }

    /** [S-12]. */
    @Test
    void whatNobodyMaySeeIsNotOverwritten() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        stage.deny("buyer-2", "s3:GetObject");
        try {
          assertRefused(
              auction.bid("buyer-2", "--none"), 1, "nobody can tell what would be overwritten");
        } finally {
          stage.deny("buyer-2", "s3:NoSuchAction");
        }
      }
    }

    private void put(Auctioned auction, String text) {
      s3().putObject(
              r -> r.bucket("buyer-2-bids").key(auction.id + "/sheet"),
              RequestBody.fromString(text));
    }

    private String get(Auctioned auction) {
      return s3().getObjectAsBytes(r -> r.bucket("buyer-2-bids").key(auction.id + "/sheet"))
          .asUtf8String();
    }

    private S3Client s3() {
      return stage.clients("buyer-2").s3("eu-west-1");
    }
  }

  @Nested
  @DisplayName("a bid that can't win by the terms")
  class Hopeless {
    @ParameterizedTest
    @CsvSource({"HIGHEST_WINS, 999.99, 1000, below", "LOWEST_WINS, 1000.01, 1000, above"})
    @DisplayName("is said to a person, and with --yes sent only if an option says so")
    void isRefused(String direction, String hopeless, String fine, String beyond) throws Exception {
      try (Auctioned auction =
          new Auctioned(
              stage,
              "HIGHEST_WINS",
              direction,
              "\"description\":\"Flat 1\"",
              "\"description\":\"Flat 1\",\"reserve\":100000")) {
        String said =
            "your amount for lot lot-1 can't win: it is " + beyond + " the reserve of 1 000.00 EUR";
        String amount = "lot-1=" + hopeless;
        Transcript no = stage.answer("no\n", auction.words("buyer-1", "bid", "--amount", amount));
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err())
            .contains("warning: " + said)
            .contains("seal this bid and send it, though not all of it can win?");

        Transcript unasked = auction.bid("buyer-1", "--amount", amount);
        assertRefused(unasked, 1, said);
        assertThat(unasked.err()).contains("--despite-reserve").doesNotContain(hopeless);
        String[] dry = auction.words("buyer-1", "bid", "--amount", amount, "--dry-run");
        Transcript rehearsed = stage.run(dry);
        assertRefused(rehearsed, 1, said);
        assertThat(rehearsed.out()).doesNotContain("all is well");
        assertThat(auction.parent.box()).isEmpty();

        assertDone(auction.bid("buyer-1", "--amount", amount, "--despite-reserve"));
        Transcript winnable =
            stage.answer("yes\n", auction.words("buyer-1", "bid", "--amount", "lot-1=" + fine));
        assertDone(winnable);
        assertThat(winnable.err()).doesNotContain("can't win");
        assertThat(auction.parent.box()).hasSize(2);
      }
    }
  }

  @Nested
  @DisplayName("the seller's sealed reserve")
  class SealedReserve {
    @Test
    @DisplayName("the seller's own bid command seals it, purpose reserve; NO_SALE says no more")
    void reserve() throws Exception {
      try (Auctioned auction = withSeller()) {
        Transcript no =
            stage.answer("no\n", auction.words("seller", "bid", "--amount", "lot-1=1500"));
        assertThat(no.err())
            .contains("your reserves, which only the enclave will see:")
            .contains("lot-1  1 500.00 EUR  (Flat 1; reserve sealed by the seller)")
            .contains("lot-2  nothing to seal")
            .contains("seal these reserves and send them?");
        assertDone(auction.bid("seller", "--amount", "lot-1=1500"));
        Transcript policy =
            stage.run(
                "key",
                "policy",
                auction.terms().terms().party("seller").orElseThrow().sheetKey(),
                "--profile",
                "seller");
        assertDone(policy);
        assertThat(policy.out()).contains("\"reserve\"").doesNotContain("\"sheet\"");
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        auction.resolve("reserved.json");
        Transcript verified =
            stage.run(auction.verify("reserved.json", "--bid-file", auction.bidFile("seller")));
        assertDone(verified);
        assertThat(verified.out())
            .contains("lot-1 NO_SALE")
            .contains("seller       seller COUNTED")
            .doesNotContain("1500");
      }
    }

    @Test
    @DisplayName("a reserve too few or too many is refused before it is sealed")
    void wrongLots() throws Exception {
      try (Auctioned auction = withSeller()) {
        assertRefused(
            auction.bid("seller", "--amount", "lot-2=100"), 2, "there is no reserve for lot lot-1");
        assertRefused(
            auction.bid("seller", "--amount", "lot-1=1", "--amount", "lot-2=100"),
            2,
            "want no sealed reserve for lot lot-2");
        assertRefused(auction.bid("seller", "--none"), 2, "a seller seals reserves");
        assertDone(auction.bid("seller", "--withdraw"));
      }
    }

    private Auctioned withSeller() throws Exception {
      return new Auctioned(
          stage,
          "\"description\":\"Flat 1\"",
          "\"description\":\"Flat 1\",\"reserve\":\"SEALED\"",
          ",\"disclosure\"",
          SELLER);
    }
  }

  @Nested
  @DisplayName("awards and prices")
  class Prices {
    @Test
    @DisplayName("SEALED_AWARD: the winner opens its own price, a loser learns nothing")
    void sealedAward() throws Exception {
      try (Auctioned auction = withAwardKeys()) {
        assertRefused(auction.bid("buyer-1", "--none"), 2, "nothing here says that it is yours");
        assertRefused(
            auction.bid("buyer-1", "--none", "--award-key", "award-2.pem"), 3, "isn't yours");
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250", "--award-key", "award-1.pem"));
        assertDone(auction.bid("buyer-2", "--amount", "lot-1=1111", "--award-key", "award-2.pem"));
        auction.resolve("sealed.json");

        Transcript winner = open(auction, "award-1.pem");
        assertDone(winner);
        assertThat(winner.out()).contains("award of buyer-1").contains("lot-1  1250.00 EUR");
        Transcript loser = open(auction, "award-2.pem");
        assertThat(loser.out()).contains("you won nothing").doesNotContain("1250");
        assertThat(open(auction, "award-1.pem", "--json").out())
            .contains("\"lot-1\" : \"1250.00\"")
            .contains("\"verified\" : true");
        String[] words = {
          "award", "open", "--receipt", "sealed.json", "--key", "award-1.pem", "--root", "root.pem"
        };
        assertRefused(stage.run(words), 3, "nothing says which enclave you trust");

        Files.write(
            stage.directory().resolve("theirs.award"), auction.parent.awards.get("buyer-2"));
        assertRefused(open(auction, "award-1.pem", "--award", "theirs.award"), 3, "OTHER_MESSAGE");
        assertRefused(open(auction, "stranger.pem"), 1, "name no such award key");
      }
    }

    @Test
    @DisplayName("SEALED_AWARD with a key in KMS: GetPublicKey for the terms, one Decrypt to open")
    void awardKeyInKms() throws Exception {
      String arn =
          stage
              .clients("buyer-1")
              .kms("eu-west-1")
              .createKey(r -> r.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
              .keyMetadata()
              .arn();
      Transcript shown = stage.run("award", "key", "--kms-key", arn, "--profile", "buyer-1");
      assertDone(shown);
      assertThat(shown.out()).contains("\"kmsKey\" : \"" + arn + "\"");
      Files.deleteIfExists(stage.directory().resolve("award-2.pem"));
      Transcript local = stage.run("award", "key", "--out", "award-2.pem", "--bits", "2048");
      try (Auctioned auction = sealedAward(shown.out().strip(), local.out().strip())) {
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        auction.resolve("kms.json");
        String[] words = {
          "award",
          "open",
          "--receipt",
          "kms.json",
          "--kms-key",
          arn,
          "--profile",
          "buyer-1",
          "--parent",
          uri(auction),
          "--measurements",
          "measurements.json",
          "--root",
          "root.pem"
        };
        Transcript opened = stage.run(words);
        assertDone(opened);
        assertThat(opened.out()).contains("lot-1  1250.00 EUR");
        words[7] = "buyer-2";
        assertRefused(stage.run(words), 3, "NOT_AUTHENTIC");
      }
    }

    @Test
    @DisplayName(
        "[S-13] SEALED_AWARD with a key in another's KMS, which lets everybody read it: refused")
    void awardKeyInAnotherAccount() throws Exception {
      String everybody =
          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
              + "\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
      String arn =
          stage
              .clients("buyer-2")
              .kms("eu-west-1")
              .createKey(
                  r ->
                      r.keySpec(KeySpec.RSA_2048)
                          .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                          .policy(everybody))
              .keyMetadata()
              .arn();
      Transcript theirs = stage.run("award", "key", "--kms-key", arn, "--profile", "buyer-2");
      assertDone(theirs);
      Files.deleteIfExists(stage.directory().resolve("award-2.pem"));
      Transcript local = stage.run("award", "key", "--out", "award-2.pem", "--bits", "2048");
      try (Auctioned auction = sealedAward(theirs.out().strip(), local.out().strip())) {
        assertRefused(
            auction.bid("buyer-1", "--none"), 3, "isn't yours: it is of account 111111111102");
        assertThat(auction.parent.box()).isEmpty();
      }
    }

    @Test
    @DisplayName("award key writes a private key for its owner only, never over another file")
    void awardKey() throws Exception {
      Transcript made = stage.run("award", "key", "--out", "mine.pem", "--bits", "2048");
      assertDone(made);
      assertThat(made.out()).contains("\"publicKey\"").doesNotContain("PRIVATE");
      Path file = stage.directory().resolve("mine.pem");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertRefused(stage.run("award", "key", "--out", "mine.pem"), 2, "exists already");
      Terminal here = Terminal.unattended(System.out, System.err, Map.of());
      SecureRandom unused =
          new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
              throw new AssertionError("a key is made before it is known whether it may be kept");
            }
          };
      assertThatThrownBy(() -> AwardKeyFile.create(here, file, 2048, unused))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("exists already");
      assertRefused(
          stage.run("award", "key", "--out", "x.pem", "--bits", "1024"), 2, "2048, 3072 or 4096");
      assertRefused(stage.run("award"), 2, "name one of key, open");
    }

    @Test
    @DisplayName("PRICE_PUBLIC, second price: verify shows what the winner pays; no award to open")
    void publicPrice() throws Exception {
      try (Auctioned auction =
          new Auctioned(
              stage,
              "FIRST_PRICE",
              "SECOND_PRICE",
              "WINNERS_ONLY",
              "PRICE_PUBLIC",
              "\"description\":\"Flat 1\"",
              "\"description\":\"Flat 1\",\"reserve\":100000",
              "\"step\":100",
              "\"step\":100,\"reserve\":100",
              "\"id\":\"lot-3\"",
              "\"id\":\"lot-3\",\"reserve\":100")) {
        Transcript no =
            stage.answer("no\n", auction.words("buyer-1", "bid", "--amount", "lot-1=1250"));
        assertThat(no.err())
            .contains("the best losing amount that meets the reserve")
            .contains("what they pay, for everybody to read")
            .contains("(Flat 1; reserve 1 000.00 EUR)");
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(auction.bid("buyer-2", "--amount", "lot-1=1111.50"));
        auction.resolve("public.json");
        Transcript verified = stage.run(auction.verify("public.json"));
        assertDone(verified);
        assertThat(verified.out()).contains("lot-1 SOLD to buyer-1 for 1111.50 EUR");
        stage.run("award", "key", "--out", "useless.pem", "--bits", "2048");
        assertRefused(
            stage.run(
                "award",
                "open",
                "--receipt",
                "public.json",
                "--key",
                "useless.pem",
                "--root",
                "root.pem",
                "--trust-terms"),
            1,
            "has no awards");
      }
    }

    private Auctioned withAwardKeys() throws Exception {
      List<String> keys = new ArrayList<>();
      for (String name : List.of("award-1.pem", "award-2.pem", "stranger.pem")) {
        Files.deleteIfExists(stage.directory().resolve(name));
        Transcript made = stage.run("award", "key", "--out", name, "--bits", "2048");
        assertDone(made);
        keys.add(made.out().strip());
      }
      return sealedAward(keys.get(0), keys.get(1));
    }

    private Auctioned sealedAward(String first, String second) throws Exception {
      return new Auctioned(
          stage,
          "WINNERS_ONLY",
          "SEALED_AWARD",
          "{\"id\":\"buyer-1\"",
          "{\"awardKey\":" + first + ",\"id\":\"buyer-1\"",
          "{\"id\":\"buyer-2\"",
          "{\"awardKey\":" + second + ",\"id\":\"buyer-2\"");
    }

    private Transcript open(Auctioned auction, String key, String... more) {
      List<String> words =
          new ArrayList<>(
              List.of(
                  "award",
                  "open",
                  "--receipt",
                  "sealed.json",
                  "--key",
                  key,
                  "--parent",
                  uri(auction),
                  "--measurements",
                  "measurements.json",
                  "--root",
                  "root.pem"));
      words.addAll(Arrays.asList(more));
      return stage.run(words.toArray(String[]::new));
    }
  }

  @Nested
  @DisplayName("prove, and verify --proof")
  class Proofs {
    @Test
    @DisplayName("a proof shows the sheet; with another key or another ciphertext it fails")
    void proof() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        auction.resolve("proved.json");
        Transcript made =
            stage.run("prove", "--bid-file", auction.bidFile("buyer-1"), "--out", "one.proof");
        assertDone(made);
        assertThat(made.err()).contains("shows the whole sheet, all lots");
        Path file = stage.directory().resolve("one.proof");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");

        Transcript shown = stage.run(auction.verify("proved.json", "--proof", "one.proof"));
        assertDone(shown);
        assertThat(shown.out())
            .contains("used         yes")
            .contains("bid          lot-1 1250.00 EUR");
        assertThat(stage.run(auction.verify("proved.json", "--proof", "one.proof", "--json")).out())
            .contains("\"lot-1\" : \"1250.00\"");

        String json = Files.readString(file);
        String key = json.replaceAll("(?s).*\"dataKey\"\\s*:\\s*\"([^\"]*)\".*", "$1");
        String otherKey = (key.startsWith("A") ? "B" : "A") + key.substring(1);
        Files.writeString(stage.directory().resolve("key.proof"), json.replace(key, otherKey));
        assertRefused(
            stage.run(auction.verify("proved.json", "--proof", "key.proof")),
            3,
            "proves nothing (WRONG_DATA_KEY)");
        Files.writeString(
            stage.directory().resolve("broken.proof"), json.replace("\"version\"", "\"v\""));
        assertRefused(
            stage.run(auction.verify("proved.json", "--proof", "broken.proof")),
            2,
            "isn't a proof");
      }
    }

    @Test
    @DisplayName(
        "a proof of a sheet that isn't in the receipt fails; a forgotten data key proves nothing")
    void notInTheReceipt() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--none"));
        auction.resolve("before.json");
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=5"));
        assertDone(
            stage.run("prove", "--bid-file", auction.bidFile("buyer-1"), "--out", "late.proof"));
        assertRefused(
            stage.run(auction.verify("before.json", "--proof", "late.proof")),
            3,
            "NOT_ACKNOWLEDGED");
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=6", "--forget"));
        assertRefused(
            stage.run("prove", "--bid-file", auction.bidFile("buyer-1"), "--out", "none.proof"),
            1,
            "was not kept");
      }
    }
  }

  @Nested
  @DisplayName("what verify tells")
  class Verifying {
    @Test
    @DisplayName(
        "[P-20] an own acknowledged sheet that ended INVALID has an exit status of its own")
    void notCounted() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        auction.spoilt.add("buyer-1");
        auction.resolve("invalid.json");
        Transcript verified =
            stage.run(auction.verify("invalid.json", "--bid-file", auction.bidFile("buyer-1")));
        assertThat(verified.status()).as(verified.err()).isEqualTo(5);
        assertThat(verified.out()).contains("was not counted: you are INVALID");
        assertThat(verified.err()).contains("(NotAuthentic)").contains("hint: ");
        assertThat(stage.run(auction.verify("invalid.json")).status())
            .as("for anybody else the receipt is fine")
            .isZero();
      }
    }

    @Test
    @DisplayName("[P-19] --ranks: who wins a tie with whom, by the published seed [L-2]")
    void ranks() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--amount", "lot-1=1250"));
        assertDone(auction.bid("buyer-2", "--amount", "lot-1=1111"));
        Outcome outcome = auction.resolve("ranks.json");
        List<String> ranking =
            Lottery.ranking(outcome.lotterySeed(), "lot-1", List.of("buyer-1", "buyer-2"));
        Transcript verified =
            stage.run(
                auction.verify("ranks.json", "--ranks", "--bid-file", auction.bidFile("buyer-2")));
        assertDone(verified);
        assertThat(verified.out())
            .contains("ranks        lot-1: " + String.join(" > ", ranking))
            .contains("ranks        lot-3: buyer-2")
            .contains(
                "had you tied with buyer-1, you would have "
                    + (ranking.get(0).equals("buyer-2") ? "won" : "lost"));
      }
    }

    @Test
    @DisplayName(
        "[P-17] a void says who, when and why; with an outcome of its session it is CONFLICT")
    void voids() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--none"));
        auction.resolve("outcome.json");
        SessionId session = auction.parent.session;
        auction.parent.voided = Optional.of(session);
        auction.parent.state = AuctionState.VOID;
        Transcript saved =
            stage.run("status", auction.id, "--parent", uri(auction), "--void", "void.json");
        assertDone(saved);
        assertThat(saved.err()).contains("verify --void void.json");

        Transcript verified =
            stage.run(
                auction.verify("--void", "void.json", "--bid-file", auction.bidFile("buyer-1")));
        assertDone(verified);
        assertThat(verified.out())
            .contains("session      " + session)
            .contains("REQUESTED: the auctioneer asked for it")
            .contains("no outcome of it will ever exist");
        assertThat(stage.run(auction.verify("--void", "void.json", "--json")).out())
            .contains("\"reason\" : \"REQUESTED\"");
        assertRefused(
            stage.run(auction.verify("outcome.json", "--void", "void.json")), 3, "CONFLICT: ");

        Transcript trusting =
            stage.run(
                "verify",
                "outcome.json",
                "--void",
                "void.json",
                "--root",
                "root.pem",
                "--trust-terms",
                "--json");
        assertRefused(trusting, 3, "CONFLICT: ");
        assertThat(trusting.out()).contains("\"conflict\" : true");

        String[] words = auction.verify("--void", "void.json");
        words[Arrays.asList(words).indexOf("measurements.json")] = "other.json";
        assertRefused(
            stage.run(words),
            3,
            "void.json is not this auction's: another enclave than the one that you trust");
        Files.writeString(
            stage.directory().resolve("cut.json"),
            "{\"statement\":\"e30=\",\"attestation\":\"e30=\"}",
            StandardCharsets.UTF_8);
        assertRefused(
            stage.run(auction.verify("--void", "cut.json")), 3, "isn't a genuine void statement");
        assertRefused(stage.run("verify"), 2, "nothing to verify is named");
      }
    }

    @Test
    @DisplayName(
        "[P-17] a void of the session, said by anybody's program in an enclave: no proof of fraud")
    void forgedVoid() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--none"));
        auction.resolve("genuine.json");
        auction.parent.measured = Stage.pcrs('9');
        auction.parent.voided = Optional.of(auction.parent.session);
        assertDone(
            stage.run("status", auction.id, "--parent", uri(auction), "--void", "forged.json"));

        String[] trusting = {
          "verify",
          "genuine.json",
          "--void",
          "forged.json",
          "--root",
          "root.pem",
          "--trust-terms",
          "--json"
        };
        for (String[] words :
            List.of(auction.verify("genuine.json", "--void", "forged.json", "--json"), trusting)) {
          Transcript verified = stage.run(words);
          assertRefused(verified, 3, "forged.json is not this auction's: another enclave than");
          assertThat(verified.err())
              .contains("its PCR0 is " + "9".repeat(96))
              .contains("its PCR3 is " + "d".repeat(96))
              .contains("it ends no session and proves no fraud")
              .doesNotContain("CONFLICT");
          assertThat(verified.out()).contains("\"conflict\" : false");
        }
        assertDone(stage.run(auction.verify("genuine.json")));
      }
    }

    @Test
    @DisplayName("[P-14] an outcome of other PCRs under the same auction id: no proof of fraud")
    void forgedOutcome() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--none"));
        auction.resolve("first.json");
        auction.parent.opened = Stage.edited(auction.terms(), "a".repeat(96), "9".repeat(96));
        auction.parent.measured = Stage.pcrs('9');
        auction.resolve("second.json");
        String[] words = {
          "verify", "first.json", "second.json", "--root", "root.pem", "--trust-terms", "--json"
        };
        Transcript verified = stage.run(words);
        assertDone(verified);
        assertThat(verified.err())
            .contains("are of two auctions called " + auction.id)
            .doesNotContain("CONFLICT");
        assertThat(verified.out())
            .contains("\"verified\" : false")
            .contains("\"conflict\" : false")
            .contains("9".repeat(96));
      }
    }

    @Test
    @DisplayName("a bid file of a session that a named void ended is no fault of the next outcome")
    void voidedBefore() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        assertDone(auction.bid("buyer-1", "--none"));
        String mine = auction.bidFile("buyer-1");
        auction.parent.voided = Optional.of(auction.parent.session);
        assertDone(
            stage.run("status", auction.id, "--parent", uri(auction), "--void", "ended.json"));
        auction.parent.session = SessionId.parse("6".repeat(64));
        auction.parent.box().clear();
        auction.resolve("next.json");
        assertRefused(
            stage.run(auction.verify("next.json", "--bid-file", mine)),
            3,
            "the outcome is of session");
        assertDone(
            stage.run(auction.verify("next.json", "--void", "ended.json", "--bid-file", mine)));
      }
    }

    @Test
    @DisplayName("[P-19] --ranks where the price is public: what a loser knows, and no \"had you\"")
    void ranksWithAPublicPrice() throws Exception {
      try (Auctioned auction = new Auctioned(stage, "WINNERS_ONLY", "PRICE_PUBLIC")) {
        for (String buyer : List.of("buyer-1", "buyer-2")) {
          assertDone(
              auction.bid(
                  buyer,
                  "--amount",
                  "lot-1=1250",
                  "--amount",
                  "lot-2=" + (buyer.equals("buyer-1") ? "900" : "800")));
        }
        Outcome outcome = auction.resolve("tied.json");
        String winner = outcome.lots().get(0).winners().get(0);
        String loser = winner.equals("buyer-1") ? "buyer-2" : "buyer-1";
        Transcript lost =
            stage.run(auction.verify("tied.json", "--ranks", "--bid-file", auction.bidFile(loser)));
        assertDone(lost);
        assertThat(lost.out())
            .contains("you tied with " + winner + ", and the rank decided")
            .doesNotContain("had you tied with " + winner + ", you would have lost");
        Transcript worse =
            stage.run(
                auction.verify("tied.json", "--ranks", "--bid-file", auction.bidFile("buyer-2")));
        assertThat(worse.out())
            .contains("you tied with no winner: your amount is worse than the price")
            .doesNotContain("had you tied");
      }
    }

    @Test
    @DisplayName("SESSION_LOST is explained, and bid says what to do")
    void sessionLost() throws Exception {
      try (Auctioned auction = new Auctioned(stage)) {
        auction.parent.state = AuctionState.SESSION_LOST;
        Transcript status = stage.run("status", auction.id, "--parent", uri(auction));
        assertDone(status);
        assertThat(status.err())
            .contains("the enclave that held this session is gone")
            .contains("bid again: that moves your key's pin");
        assertRefused(auction.bid("buyer-1", "--none"), 1, "it is SESSION_LOST");
        assertRefused(
            stage.run("status", auction.id, "--parent", uri(auction), "--void", "no.json"),
            1,
            "has no void statement");
      }
    }
  }

  private static String uri(Auctioned auction) {
    return auction.parent.uri().toString();
  }
}
