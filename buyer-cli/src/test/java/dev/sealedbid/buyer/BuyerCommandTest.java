package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.buyer.Stage.Transcript;
import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.buyer.key.KeySearch;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.KmsClient;

/** Scripted transcripts: what is typed, what is said on which stream, with which exit status. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerCommandTest {
  private static final AtomicInteger AUCTIONS = new AtomicInteger();

  private Stage stage = unset();
  private ScriptedParent parent = unset();
  private String auction = "";
  private String key1 = "";
  private String key2 = "";

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

  @BeforeEach
  void open() throws Exception {
    auction = "riverside-" + AUCTIONS.incrementAndGet();
    key1 = createKey("buyer-1");
    key2 = createKey("buyer-2");
    parent = stage.parent(terms(120), session('1'));
  }

  @AfterEach
  void close() {
    parent.close();
  }

  private String createKey(String profile) {
    Transcript created = stage.run("key", "create", "--profile", profile);
    assertThat(created.status()).as(created.err()).isZero();
    return created.out().strip();
  }

  private TermsDocument terms(int minutes) throws Exception {
    return Stage.terms(auction, minutes, key1, key2);
  }

  private static SessionId session(char digit) {
    return SessionId.parse(String.valueOf(digit).repeat(64));
  }

  private String[] with(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(
        List.of(
            auction,
            "--parent",
            parent.uri().toString(),
            "--measurements",
            "measurements.json",
            "--root",
            "root.pem",
            "--profile",
            "buyer-1"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private KmsClient kms() {
    return stage.clients("buyer-1").kms("eu-west-1");
  }

  private SheetKeyPolicy policy() throws Exception {
    return policyOf(key1);
  }

  private SheetKeyPolicy policyOf(String key) throws Exception {
    return SheetKeyPolicy.parse(
        kms().getKeyPolicy(r -> r.keyId(key).policyName("default")).policy());
  }

  private void putPolicy(SheetKeyPolicy policy) {
    stage
        .clients("buyer-1")
        .kms("eu-west-1")
        .putKeyPolicy(r -> r.keyId(key1).policyName("default").policy(policy.json()));
  }

  private Path bidFile() {
    return stage.directory().resolve(BidFile.defaultName(auction, "buyer-1", parent.session));
  }

  private BidFile kept() {
    return BidFileStore.read(bidFile()).orElseThrow();
  }

  private static void assertRefused(Transcript transcript, int status, String message) {
    assertThat(transcript.err()).contains("buyer-cli: error: ").contains(message);
    assertThat(transcript.status()).as(transcript.err()).isEqualTo(status);
    assertThat(transcript.err()).contains("buyer-cli: hint: ");
    assertThat(transcript.err().lines().filter(l -> l.contains("error: ")))
        .hasSize(1)
        .allMatch(line -> !line.endsWith("."));
  }

  @Nested
  @DisplayName("bid")
  class Bidding {
    @Test
    void sealsSendsAndKeepsABid() throws Exception {
      Transcript bid =
          stage.run(with("bid", "--amount", "lot-1=1250.00", "--amount", "lot-2=77", "--yes"));

      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(bid.out()).startsWith("acknowledged: sheet ");
      assertThat(bid.err()).doesNotContain("1250").doesNotContain("125000");
      assertThat(policy().pin().map(Pin::sessionId)).contains(session('1'));
      assertThat(parent.box()).hasSize(1);
      KeptSheet kept = kept().newest().orElseThrow();
      assertThat(kept.acknowledgement()).isPresent();
      assertThat(kept.dataKey()).isPresent();
      assertThat(kept.sha384()).isEqualTo(parent.box().get(0).sheetSha384());
      try (BidSheet sheet = BidSheet.decode(kept.sheet(), 3)) {
        assertThat(sheet.amount(0)).isEqualTo(125_000);
        assertThat(sheet.amount(1)).isEqualTo(7_700);
        assertThat(sheet.hasBid(2)).isFalse();
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bidFile())))
          .isEqualTo("rw-------");
    }

    @Test
    void readsTheAmountsBackAndAsks() throws Exception {
      Transcript no = stage.answer("no\n", with("bid", "--amount", "lot-1=1250"));
      assertThat(no.status()).isEqualTo(1);
      assertThat(no.err())
          .contains("auction " + auction + ", Riverside flats")
          .contains("it closes at " + parent.served.terms().closesAt() + " (in ")
          .contains("lot-1  1 250.00 EUR  (Flat 1)")
          .contains("lot-2  no bid  (step 1.00 EUR)");
      assertThat(policy().pin()).isEmpty();
      assertThat(parent.box()).isEmpty();

      Transcript yes = stage.answer("yes\n", with("bid", "--amount", "lot-1=1250"));
      assertThat(yes.status()).as(yes.err()).isZero();
      assertThat(parent.box()).hasSize(1);
    }

    @Test
    void withoutAPersonItNeedsYes() throws Exception {
      assertRefused(
          stage.run(with("bid", "--amount", "lot-1=1250")), 2, "nobody is there to confirm");
      assertThat(policy().pin()).isEmpty();
    }

    /** [S-10]. */
    @Test
    void goesOnWithTheVeryBytesOfAnEarlierTry() {
      parent.losesReplies = true;
      Transcript lost = stage.run(with("bid", "--amount", "lot-1=1250", "--yes"));
      assertThat(lost.status()).isEqualTo(4);
      byte[] sealed = kept().newest().orElseThrow().ciphertext();
      parent.losesReplies = false;

      Transcript again = stage.run(with("bid", "--yes", "--json"));

      assertThat(again.status()).as(again.err()).isZero();
      assertThat(again.out()).contains("\"resumed\" : true");
      assertThat(kept().sheets()).hasSize(1);
      assertThat(kept().newest().orElseThrow().ciphertext()).isEqualTo(sealed);
      assertThat(parent.box()).hasSize(1);
    }

    @Test
    void theSameBidAgainSendsNothing() {
      stage.run(with("bid", "--amount", "lot-1=1250", "--yes"));
      Transcript again = stage.run(with("bid", "--amount", "lot-1=1250.00", "--yes"));
      assertThat(again.status()).as(again.err()).isZero();
      assertThat(again.err()).contains("acknowledged already");
      assertThat(parent.box()).hasSize(1);
    }

    /** [S-11]. */
    @Test
    void otherAmountsReplaceTheBidByAHigherRevision() {
      stage.run(with("bid", "--amount", "lot-1=1250", "--yes"));
      Transcript higher = stage.run(with("bid", "--amount", "lot-1=1300", "--yes"));
      assertThat(higher.status()).as(higher.err()).isZero();
      assertThat(parent.box()).extracting(Acknowledgement::revision).isSorted().hasSize(2);
      assertThat(kept().sheets()).hasSize(2);
    }

    /** [S-2]. */
    @Test
    void noneIsAsLongAsAnyOther() {
      stage.run(with("bid", "--none", "--yes"));
      int none = kept().newest().orElseThrow().ciphertext().length;
      stage.run(with("bid", "--amount", "lot-1=999999999", "--yes"));
      assertThat(kept().newest().orElseThrow().ciphertext()).hasSize(none);
    }

    @Test
    void readsAmountsFromCsv() throws Exception {
      Files.writeString(
          stage.directory().resolve("bids.csv"), "lot,amount\nlot-1,12.50\nlot-2,3\n");
      Transcript bid = stage.run(with("bid", "--file", "bids.csv", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      Files.writeString(
          stage.directory().resolve("bids.csv"), "lot,amount\nlot-1,12.50\nlot-9,3\n");
      assertRefused(stage.run(with("bid", "--file", "bids.csv", "--yes")), 2, "bids.csv: line 3: ");
    }

    @Test
    @DisplayName("a table as a spreadsheet saves it is taken; its decimal commas are refused")
    void readsAmountsFromASpreadsheet() throws Exception {
      Path file = stage.directory().resolve("excel.csv");
      Files.writeString(file, "\uFEFFLot;Amount\r\n\"lot-1\";\"12.50\"\r\nlot-2;3\r\n;\r\n");
      Transcript bid = stage.run(with("bid", "--file", "excel.csv", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      try (BidSheet sheet = BidSheet.decode(kept().newest().orElseThrow().sheet(), 3)) {
        assertThat(sheet.amount(0)).isEqualTo(1_250);
        assertThat(sheet.amount(1)).isEqualTo(300);
      }
      Files.writeString(file, "\uFEFFLot;Amount\r\nlot-1;1250,00\r\n");
      Transcript comma = stage.run(with("bid", "--file", "excel.csv", "--yes"));
      assertRefused(
          comma, 2, "excel.csv: line 2: the amount has a decimal comma or grouped digits");
      assertThat(comma.err()).doesNotContain("1250,00");
    }

    @Test
    void dryRunChangesNothing() throws Exception {
      Transcript dry = stage.run(with("bid", "--amount", "lot-1=1250", "--dry-run"));
      assertThat(dry.status()).as(dry.err()).isZero();
      assertThat(dry.out()).contains("would be pinned");
      assertThat(policy().pin()).isEmpty();
      assertThat(parent.box()).isEmpty();
      assertThat(bidFile()).doesNotExist();
    }

    @Test
    void forgetKeepsNoDataKey() {
      stage.run(with("bid", "--none", "--yes", "--forget"));
      assertThat(kept().newest().orElseThrow().dataKey()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "lot-1=12.505|at most 2 decimals",
          "lot-9=12|has no lot 'lot-9'",
          "lot-1=-5|isn't negative",
          "lot-1=1,250|decimal comma or grouped digits",
          "lot-1=1 250|decimal comma or grouped digits",
          "lot-1=|digits and at most one point",
          "lot-1|has no lot",
          "lot-2=0.50|isn't a multiple of the lot's step",
          "lot-3=5|doesn't admit you"
        })
    void malformedAmountsAreNamedWithoutBeingRepeated(String amount, String message) {
      Transcript bid = stage.run(with("bid", "--amount", amount, "--yes"));
      assertRefused(bid, 2, message);
      assertThat(parent.box()).isEmpty();
    }

    @Test
    void aLotTwiceIsRefused() {
      assertRefused(
          stage.run(with("bid", "--amount", "lot-1=1", "--amount", "lot-1=2", "--yes")),
          2,
          "lot lot-1 has an amount already");
    }

    @Test
    void noBidAtAllIsRefused() {
      assertRefused(stage.run(with("bid", "--yes")), 2, "no bid is given");
      assertRefused(
          stage.run(with("bid", "--none", "--amount", "lot-1=1", "--yes")),
          2,
          "mutually exclusive");
      assertRefused(
          stage.run(with("bid", "--file", "bids.csv", "--withdraw", "--yes")),
          2,
          "mutually exclusive");
    }

    @Test
    void anAcknowledgementOfAnotherSheetIsNotTaken() {
      parent.acknowledgesAnother = true;
      assertRefused(
          stage.run(with("bid", "--none", "--yes")), 3, "acknowledgement is for another sheet");
      assertThat(kept().newest().orElseThrow().acknowledgement()).isEmpty();
    }
  }

  @Nested
  @DisplayName("bid refuses what it can't trust")
  class Distrust {
    @Test
    void anUnknownAuction() {
      auction = "hillside-2026";
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "NO_SUCH_AUCTION");
    }

    @Test
    void otherMeasurementsThanTheTrustedOnes() {
      String[] words = with("bid", "--none", "--yes");
      words[Arrays.asList(words).indexOf("measurements.json")] = "other.json";
      assertRefused(stage.run(words), 3, "another enclave than --measurements: PCR0 differs");
    }

    /** [K-6]. */
    @Test
    void anEnclaveThatIsNotTheOneOfTheTerms() throws Exception {
      parent.measured = Stage.pcrs('9');
      assertRefused(stage.run(with("bid", "--none", "--yes")), 3, "OTHER_ENCLAVE");
      assertThat(policy().pin()).isEmpty();
    }

    @Test
    void theRootOfAwsDoesNotVouchForALocalEnclave() {
      List<String> words = new ArrayList<>(List.of(with("bid", "--none", "--yes")));
      int root = words.indexOf("--root");
      words.remove(root);
      words.remove(root);
      assertRefused(stage.run(words.toArray(String[]::new)), 3, "ATTESTATION");
    }

    @Test
    void termsThatChangedAfterTheOpening() throws Exception {
      parent.served = terms(180);
      assertRefused(stage.run(with("bid", "--none", "--yes")), 3, "OTHER_SESSION");
    }

    @Test
    void anAuctionThatIsNotOpen() {
      parent.state = AuctionState.RESOLVED;
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "takes no sheets");
    }

    @Test
    void anAuctionThatHasClosed() throws Exception {
      parent.served = terms(-1);
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "closed at");
    }

    @Test
    void aDeadParent() {
      parent.close();
      assertRefused(stage.run(with("bid", "--none", "--yes")), 4, "can't be reached");
    }

    /** [K-6]. */
    @Test
    void somebodyElsesKey() {
      assertRefused(
          stage.run(with("bid", "--none", "--yes", "--buyer", "buyer-2")),
          1,
          "but you are of account 111111111101");
    }

    @Test
    void missingMeasurementsAndUnknownRoots() {
      assertRefused(
          stage.run("bid", auction, "--parent", parent.uri().toString(), "--none"),
          2,
          "no measurements are named");
      String[] words = with("bid", "--none", "--yes");
      words[Arrays.asList(words).indexOf("root.pem")] = "measurements.json";
      assertRefused(stage.run(words), 2, "isn't one certificate in PEM");
    }

    /** [K-1]. */
    @Test
    void aKeyThatDoesNotExist() throws Exception {
      key1 = "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000000";
      parent.served = terms(120);
      parent.opened = parent.served;
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "NotFoundException");
    }

    @Test
    void aKeyWithAPolicyOfItsOwn() throws Exception {
      key1 =
          stage
              .clients("buyer-1")
              .kms("eu-west-1")
              .createKey(
                  r ->
                      r.policy(
                          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                              + "\"Principal\":{\"AWS\":\"arn:aws:iam::111111111101:root\"},"
                              + "\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"))
              .keyMetadata()
              .arn();
      parent.served = terms(120);
      parent.opened = parent.served;
      assertRefused(stage.run(with("bid", "--none", "--yes")), 3, "isn't a sheet key's");
    }
  }

  @Nested
  @DisplayName("key")
  class Keys {
    @Test
    void pinIsIdempotentAndPolicyExplainsIt() {
      Transcript pin = stage.run(with("key pin"));
      assertThat(pin.status()).as(pin.err()).isZero();
      assertThat(pin.out()).contains("is pinned");
      assertThat(stage.run(with("key pin")).out()).contains("was pinned already");

      Transcript policy = stage.run("key", "policy", key1, "--profile", "buyer-1", "--json");
      assertThat(policy.status()).as(policy.err()).isZero();
      assertThat(policy.out()).contains("\"sheetKey\" : true").contains(session('1').hex());
    }

    @Test
    void pinDryRunPrintsThePolicy() throws Exception {
      Transcript dry = stage.run(with("key pin", "--dry-run"));
      assertThat(SheetKeyPolicy.parse(dry.out()).pin()).isPresent();
      assertThat(policy().pin()).isEmpty();
    }

    /** [K-8]. */
    @Test
    void aMoveLongBeforeClosingNeedsNothing() throws Exception {
      stage.run(with("key pin"));
      parent.session = session('2');
      assertThat(stage.run(with("key pin")).status()).isZero();
      assertThat(policy().earlier()).containsExactly(session('1'));
    }

    @Test
    void aPinNeverGoesBack() {
      stage.run(with("key pin"));
      parent.session = session('2');
      stage.run(with("key pin"));
      parent.session = session('1');
      assertRefused(stage.run(with("key pin")), 1, "never goes back");
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "never goes back");
    }

    /** [K-8]. */
    @Test
    void aLateMoveMustWait() throws Exception {
      parent.served = terms(20);
      parent.opened = parent.served;
      stage.run(with("key pin"));
      parent.session = session('2');
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertRefused(bid, 1, "less than 30 minutes");
      assertThat(bid.err()).contains("--wait").contains("void");
      assertThat(parent.box()).isEmpty();
      assertThat(policy().pin().map(Pin::sessionId)).contains(session('2'));
      assertThat(policy().unsettled()).hasSize(1);
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "less than 30 minutes");
    }

    /** [K-8]. */
    @Test
    void theVoidStatementSettlesALateMove() throws Exception {
      parent.served = terms(20);
      parent.opened = parent.served;
      stage.run(with("key pin"));
      parent.session = session('2');
      parent.voided = Optional.of(session('1'));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(bid.err()).contains("is void: its enclave attested so");
      assertThat(policy().unsettled()).isEmpty();
    }

    @Test
    void aVoidStatementOfAnotherEnclaveSettlesNothing() throws Exception {
      stage.run(with("key pin"));
      SheetKeyPolicy pinned = policy();
      UnsettledSession foreign =
          new UnsettledSession(
              session('7'),
              Instant.now(),
              new dev.sealedbid.core.terms.Measurements(
                  pinned.pin().orElseThrow().measurements().pcr1(),
                  pinned.pin().orElseThrow().measurements().pcr1(),
                  pinned.pin().orElseThrow().measurements().pcr2(),
                  pinned.pin().orElseThrow().measurements().pcr3()));
      putPolicy(
          new SheetKeyPolicy(
              pinned.holders(),
              pinned.auctionId(),
              pinned.pin(),
              pinned.earlier(),
              List.of(foreign)));
      parent.voided = Optional.of(session('7'));
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "less than 30 minutes");
    }

    /** [K-8]. */
    @Test
    void afterHalfAnHourASilentTrailSettlesIt() throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(bid.err()).contains("was never opened: the trail shows no Decrypt");
      assertThat(policy().earlier()).contains(session('8'));
    }

    /** [K-8]. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          // The session's own sheet; a Decrypt that doesn't show which session it was; one that was
          // refused; events that don't show what they are.
          "\"eventName\":\"Decrypt\",\"requestParameters\":{\"encryptionContext\":{\"session-id\":\"%s\"}}|true",
          "\"eventName\":\"Decrypt\",\"requestParameters\":null|true",
          "\"eventName\":\"Decrypt\",\"errorCode\":\"AccessDenied\",\"requestParameters\":null|false",
          "\"requestParameters\":null|true",
          "\"eventName\":5,\"requestParameters\":null|true",
          "\"eventName\":\"\"|true"
        })
    void aTrailThatShowsADecryptRefusesForEver(String event, boolean refused) throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'));
      stage.trailShows("{" + event.formatted(session('8').hex()) + "}");
      try {
        Transcript bid = stage.run(with("bid", "--none", "--yes"));
        if (refused) {
          assertRefused(bid, 1, "your bid was opened there");
          assertThat(parent.box()).isEmpty();
          assertThat(policy().unsettled()).hasSize(1);
        } else {
          assertThat(bid.status()).as(bid.err()).isZero();
        }
      } finally {
        stage.trailIsReal();
      }
    }

    @Test
    void aTrailThatCannotBeReadRefuses() throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'));
      stage.trailFails();
      try {
        assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "can't be read");
      } finally {
        stage.trailIsReal();
      }
    }

    @Test
    @DisplayName("[K-8] the trail's silence counts only once it shows the move itself")
    void aTrailThatDoesNotShowTheMoveMayBeLate() throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'));
      stage.trailLacks("PutKeyPolicy");
      try {
        Transcript late = stage.run(with("bid", "--none", "--yes"));
        assertRefused(late, 1, "doesn't show yet that its pin was taken off session 8888");
        assertThat(late.err()).contains("run this again in a while");
        assertThat(parent.box()).isEmpty();
        assertThat(policy().unsettled()).hasSize(1);
      } finally {
        stage.trailIsReal();
      }
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    @Test
    @DisplayName("[K-8] a trail that begins after the key was pinned may have forgotten a Decrypt")
    void aTrailThatBeginsTooLate() throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'));
      stage.trailLacks("CreateKey");
      try {
        Transcript bid = stage.run(with("bid", "--none", "--yes"));
        assertRefused(bid, 1, "doesn't reach back to it");
        assertThat(bid.err()).contains("--void");
        assertThat(policy().unsettled()).hasSize(1);
      } finally {
        stage.trailIsReal();
      }
    }

    @ParameterizedTest
    @CsvSource({"-60, false", "60, true"})
    @DisplayName("[K-8] a move more than 89 days ago can't be settled by a trail of 90 days")
    void aMoveLongAgo(int seconds, boolean refused) throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'), Duration.ofDays(89).plusSeconds(seconds));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      if (refused) {
        assertRefused(bid, 1, "doesn't reach back to it");
        assertThat(parent.box()).isEmpty();
      } else {
        assertThat(bid.status()).as(bid.err()).isZero();
      }
    }

    @Test
    @DisplayName(
        "a policy that another machine changed right before the put isn't overwritten [K-12]")
    void aPolicyThatChangedMeanwhileIsReadAnew() throws Exception {
      stage.run(with("key pin"));
      parent.session = session('2');
      stage.before(
          "tagResource",
          () -> {
            try {
              SheetKeyPolicy pinned = policy();
              putPolicy(
                  new SheetKeyPolicy(
                      pinned.holders(),
                      pinned.auctionId(),
                      pinned.pin(),
                      List.of(session('8')),
                      List.of()));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      Transcript pin = stage.run(with("key pin"));
      assertThat(pin.status()).as(pin.err()).isZero();
      assertThat(policy().earlier()).containsExactlyInAnyOrder(session('1'), session('8'));
    }

    @Test
    @DisplayName(
        "a pin that another machine moves while the sheet is sealed: nothing is sent [K-12]")
    void aPinThatMovedWhileSealing() throws Exception {
      stage.run(with("key pin"));
      SheetKeyPolicy pinned = policy();
      stage.before(
          "generateDataKey",
          () ->
              putPolicy(
                  new SheetKeyPolicy(
                      pinned.holders(),
                      pinned.auctionId(),
                      Optional.empty(),
                      List.of(session('1')),
                      List.of())));
      assertRefused(
          stage.run(with("bid", "--none", "--yes")), 1, "was moved while this command ran");
      assertThat(parent.box()).isEmpty();
    }

    @Test
    @DisplayName("key close takes KMS's time, not this machine's [K-9]")
    void closeWithAWrongClock() throws Exception {
      parent.served = terms(20);
      parent.opened = parent.served;
      stage.run(with("key pin"));
      stage.clock(() -> Instant.now().minusSeconds(86_400));
      try {
        stage.run("key", "close", key1, "--yes", "--profile", "buyer-1");
      } finally {
        stage.clock(Instant::now);
      }
      assertThat(policy().earlier()).isEmpty();
      assertThat(policy().unsettled()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"28, -240", "32, 240"})
    @DisplayName("[K-10] a move is late by the attested time or by this machine's, whichever is so")
    void moveByTheLaterClock(int minutesToClosing, long secondsAhead) throws Exception {
      parent.served = terms(minutesToClosing);
      parent.opened = parent.served;
      stage.run(with("key pin"));
      parent.session = session('2');
      stage.clock(() -> Instant.now().plusSeconds(secondsAhead));
      try {
        assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "less than 30 minutes");
      } finally {
        stage.clock(Instant::now);
      }
      assertThat(policy().unsettled()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"28, 240", "32, -240"})
    @DisplayName("[K-10] the trail is complete only when both clocks say so")
    void settledByTheEarlierClock(int minutesAgo, long secondsAhead) throws Exception {
      stage.run(with("key pin"));
      leaveBehind(session('8'), Duration.ofMinutes(minutesAgo));
      stage.clock(() -> Instant.now().plusSeconds(secondsAhead));
      try {
        assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "run this again after");
      } finally {
        stage.clock(Instant::now);
      }
      assertThat(policy().unsettled()).hasSize(1);
      assertThat(parent.box()).isEmpty();
    }

    @Test
    void completionIsPrinted() {
      Transcript script = stage.run("completion");
      assertThat(script.status()).isZero();
      assertThat(script.out()).contains("complete ").contains("--withdraw");
    }

    @Test
    void closeIsForGood() throws Exception {
      stage.run(with("key pin"));
      Transcript asked = stage.answer("no\n", "key", "close", key1, "--profile", "buyer-1");
      assertThat(asked.status()).isEqualTo(1);
      Transcript closed = stage.run("key", "close", key1, "--yes", "--profile", "buyer-1");
      assertThat(closed.status()).as(closed.err()).isZero();
      assertThat(policy().pin()).isEmpty();
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "never goes back");
    }

    @Test
    void aSealerThatIsNoAdminMaySealButNotPin() throws Exception {
      key1 =
          stage
              .run(
                  "key",
                  "create",
                  "--profile",
                  "buyer-1",
                  "--sealer",
                  "arn:aws:iam::111111111101:user/buyer-1-sealer")
              .out()
              .strip();
      parent.served = terms(120);
      parent.opened = parent.served;
      String[] words = with("bid", "--none", "--yes");
      words[Arrays.asList(words).indexOf("buyer-1")] = "buyer-1-sealer";
      assertRefused(stage.run(words), 1, "AccessDenied");
      assertThat(stage.run(with("key pin")).status()).isZero();
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "AccessDenied");
      Transcript bid = stage.run(words);
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    @Test
    void createNamesUsersAndRolesOnly() {
      assertRefused(
          stage.run(
              "key", "create", "--profile", "buyer-1", "--admin", "arn:aws:iam::111111111101:root"),
          2,
          "isn't the ARN of an IAM user or role");
    }

    private void leaveBehind(SessionId session) throws Exception {
      leaveBehind(session, SheetKeyPolicy.SETTLING_TIME.plusSeconds(5));
    }

    private void leaveBehind(SessionId session, Duration ago) throws Exception {
      SheetKeyPolicy pinned = policy();
      putPolicy(
          new SheetKeyPolicy(
              pinned.holders(),
              pinned.auctionId(),
              pinned.pin(),
              pinned.earlier(),
              List.of(
                  new UnsettledSession(
                      session,
                      Instant.now().minus(ago),
                      pinned.pin().orElseThrow().measurements()))));
    }
  }

  @Nested
  @DisplayName("a second sheet key for the same auction (G4), without any bid file [K-11]")
  class SecondKey {
    private String first = "";

    @BeforeEach
    void bidUnderTheFirst() throws Exception {
      Transcript bid = stage.run(with("bid", "--amount", "lot-1=1250", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      Files.delete(bidFile());
      first = key1;
      key1 = createKey("buyer-1");
      parent.session = session('2');
      parent.served = terms(120);
      parent.opened = parent.served;
      parent.box().clear();
    }

    @Test
    void isRefusedWhileTheFirstIsPinned() throws Exception {
      for (String command : List.of("bid", "key pin")) {
        String[] words =
            command.equals("bid") ? with("bid", "--none", "--yes") : with("key pin", "--wait");
        Transcript refused = stage.run(words);
        assertRefused(
            refused, 1, "is a sheet key of this auction, too, and pinned to session 1111");
        assertThat(refused.err()).contains("key close " + first);
      }
      assertThat(parent.box()).isEmpty();
      assertThat(policy().pin()).isEmpty();
    }

    @Test
    void isTakenOnceTheFirstWasClosedLongBeforeClosing() {
      stage.run("key", "close", first, "--yes", "--profile", "buyer-1");
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(bid.err()).contains(first + " is a sheet key of this auction, too");
    }

    @Test
    void isTakenOnceTheFirstSessionIsVoid() {
      parent.voided = Optional.of(session('1'));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    @Test
    void mustWaitIfTheFirstWasClosedLate() throws Exception {
      closedAt(Instant.now().minusSeconds(60));
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "less than 30 minutes");
      closedAt(Instant.now().minus(SheetKeyPolicy.SETTLING_TIME).minusSeconds(5));
      stage.trailShows(
          "{\"eventName\":\"Decrypt\",\"requestParameters\":{\"encryptionContext\":"
              + "{\"session-id\":\""
              + session('1').hex()
              + "\"}}}");
      try {
        assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "your bid was opened there");
      } finally {
        stage.trailIsReal();
      }
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    @Test
    void isRefusedIfTheFirstHasAnotherPolicyNow() {
      kms()
          .putKeyPolicy(
              r ->
                  r.keyId(first)
                      .policyName("default")
                      .policy(
                          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                              + "\"Principal\":{\"AWS\":\"arn:aws:iam::111111111101:root\"},"
                              + "\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"));
      assertRefused(
          stage.run(with("bid", "--none", "--yes")), 1, "is marked as a sheet key of auction");
      kms().untagResource(r -> r.keyId(first).tagKeys(KeySearch.AUCTION_TAG));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    @Test
    @DisplayName("a principal that can't look at the account's keys can't know: it is refused")
    void isRefusedWhereNobodyCanLook() throws Exception {
      key1 =
          stage
              .run(
                  "key",
                  "create",
                  "--profile",
                  "buyer-1",
                  "--sealer",
                  "arn:aws:iam::111111111101:user/buyer-1-sealer")
              .out()
              .strip();
      parent.served = terms(120);
      parent.opened = parent.served;
      for (String allowed : List.of("kms:GenerateDataKey", "kms:ListKeys")) {
        stage.allow("buyer-1-sealer", allowed);
        String[] words = with("bid", "--none", "--yes");
        words[Arrays.asList(words).indexOf("buyer-1")] = "buyer-1-sealer";
        Transcript refused = stage.run(words);
        stage.allow("buyer-1-sealer", "*");
        assertRefused(refused, 1, "AccessDenied");
        assertThat(refused.err()).contains("allow your principal kms:ListKeys");
      }
    }

    @Test
    @DisplayName("another buyer of the account in this very session is no second key")
    void anotherBuyerOfTheAccountIsNone() throws Exception {
      SheetKeyPolicy old = policyOf(first);
      Pin pin = old.pin().orElseThrow();
      kms()
          .putKeyPolicy(
              r ->
                  r.keyId(first)
                      .policyName("default")
                      .policy(
                          new SheetKeyPolicy(
                                  old.holders(),
                                  old.auctionId(),
                                  Optional.of(
                                      new Pin(
                                          pin.auctionId(),
                                          "buyer-7",
                                          session('2'),
                                          pin.measurements(),
                                          pin.decryptRole(),
                                          pin.closesAt(),
                                          pin.resolveBy())),
                                  List.of(),
                                  List.of())
                              .json()));
      Transcript bid = stage.run(with("bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
    }

    private void closedAt(Instant movedAt) throws Exception {
      SheetKeyPolicy old = policyOf(first);
      UnsettledSession left =
          new UnsettledSession(
              session('1'),
              movedAt,
              old.pin()
                  .map(Pin::measurements)
                  .orElseGet(() -> old.unsettled().get(0).measurements()));
      kms()
          .putKeyPolicy(
              r ->
                  r.keyId(first)
                      .policyName("default")
                      .policy(
                          new SheetKeyPolicy(
                                  old.holders(),
                                  old.auctionId(),
                                  Optional.empty(),
                                  List.of(),
                                  List.of(left))
                              .json()));
    }
  }

  @Nested
  @DisplayName("status, verify and usage")
  class Rest {
    @Test
    void statusShowsWhatTheParentSays() {
      stage.run(with("bid", "--none", "--yes"));
      Transcript status =
          stage.run("status", auction, "--parent", parent.uri().toString(), "--buyer", "buyer-1");
      assertThat(status.status()).as(status.err()).isZero();
      assertThat(status.out()).contains("OPEN").contains("you           acknowledged");
      assertThat(status.err()).doesNotContain("sealed elsewhere");
    }

    @Test
    void verifyTellsWhatAReceiptSays() throws Exception {
      stage.run(with("bid", "--amount", "lot-1=1250", "--yes"));
      writeReceipt("receipt.json", true, parent.box());
      Transcript verify = stage.run(verify("receipt.json"));
      assertThat(verify.status()).as(verify.err()).isZero();
      assertThat(verify.out())
          .contains("lot-1 SOLD to buyer-1")
          .contains("lot-2 NO_SALE")
          .contains("buyer-1 COUNTED")
          .contains("your sheet   was counted")
          .contains("you won      lot-1")
          .contains("PCR0         " + "a".repeat(96));
      assertThat(stage.run(verify("receipt.json", "--json")).out())
          .contains("\"verified\" : true")
          .contains("\"counted\" : true");
    }

    @Test
    void verifyOfOneReceiptTwiceIsNoConflict() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      assertThat(stage.run(verify("receipt.json", "receipt.json")).status()).isZero();
    }

    @Test
    void verifyOfTwoOutcomesSaysConflict() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("one.json", false, parent.box());
      writeReceipt("two.json", true, parent.box());
      assertRefused(
          stage.run(verify("one.json", "two.json")), 3, "CONFLICT: one.json and two.json");
      assertThat(stage.run(verify("one.json", "two.json", "--json")).out())
          .contains("\"conflict\" : true");
    }

    /** [P-15] [P-16]. */
    @Test
    void verifySeesThatAnAcknowledgedSheetWasDropped() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("dropped.json", false, List.of());
      assertRefused(stage.run(verify("dropped.json")), 3, "isn't in this outcome's box");
    }

    /** [P-18]. */
    @Test
    void verifyNeedsTheTrustedMeasurements() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      String[] words = verify("receipt.json");
      words[Arrays.asList(words).indexOf("measurements.json")] = "other.json";
      assertRefused(stage.run(words), 3, "UNTRUSTED_MEASUREMENTS");
      Transcript nobody = stage.run("verify", "receipt.json", "--root", "root.pem", "--json");
      assertRefused(nobody, 3, "nothing says which enclave you trust");
      assertThat(nobody.err()).contains("--measurements FILE").contains("--trust-terms");
      assertThat(nobody.out()).contains("\"verified\" : false");
    }

    @Test
    @DisplayName("[P-18] --trust-terms checks what can be checked, and never says verified")
    void trustTerms() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      String[] words = {"verify", "receipt.json", "--root", "root.pem", "--trust-terms"};
      Transcript trusting = stage.run(words);
      assertThat(trusting.status()).as(trusting.err()).isZero();
      assertThat(trusting.out())
          .contains("receipt.json agrees with its own terms; who made it is NOT verified")
          .contains("PCR0         " + "a".repeat(96))
          .doesNotContain("receipt.json verifies");
      assertThat(trusting.err())
          .contains("warning: --trust-terms: PCR0 to PCR3 are the terms' own");
      String[] json = Arrays.copyOf(words, words.length + 1);
      json[words.length] = "--json";
      assertThat(stage.run(json).out())
          .contains("\"verified\" : false")
          .contains("\"trustedRegisters\" : [ ]")
          .contains("\"measurementsAreTrusted\" : false");

      parent.measured = Stage.pcrs('9');
      writeReceipt("elsewhere.json", false, parent.box());
      words[1] = "elsewhere.json";
      assertRefused(stage.run(words), 3, "OTHER_ENCLAVE");
    }

    @Test
    @DisplayName("an option that isn't used is an error: it would look like a check")
    void unusedOptions() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      String role = "arn:aws:iam::999999999999:role/auctioneer-parent";
      for (String more : List.of("--json", "--trust-terms")) {
        assertRefused(
            stage.run("verify", "receipt.json", "--auctioneer-role", role, more),
            2,
            "--auctioneer-role isn't used");
      }
      assertRefused(
          stage.run("bid", auction, "--auctioneer-role", role, "--none"),
          2,
          "--auctioneer-role isn't used");
      assertRefused(
          stage.run(verify("receipt.json", "--trust-terms")), 2, "--trust-terms isn't used");
      for (String unused : List.of("--ranks", "--proof")) {
        List<String> words = new ArrayList<>(List.of("verify", "--void", "void.json", unused));
        if (unused.equals("--proof")) {
          words.add("a.proof");
        }
        assertRefused(
            stage.run(words.toArray(String[]::new)),
            2,
            unused + " isn't used: no receipt is named");
      }
    }

    @Test
    @DisplayName("a bid file that nothing verified has to do with fails: it says nothing")
    void aBidFileOfAnotherAuction() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      BidFile sealed = kept();
      BidFile other =
          new BidFile(
              "another",
              sealed.buyerId(),
              sealed.sessionId(),
              sealed.termsSha384(),
              sealed.sheetKey(),
              sealed.lots(),
              sealed.sheets());
      BidFileStore.write(stage.directory().resolve("other.bid.json"), other);
      assertRefused(
          stage.run(verify("receipt.json", "--bid-file", "other.bid.json")),
          3,
          "bid file other.bid.json is of auction another");
    }

    @Test
    @DisplayName("a second key for the same auction goes round the guard, and is refused (G4)")
    void oneKeyAnAuction() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      BidFile sealed = kept();
      BidFile elsewhere =
          new BidFile(
              sealed.auctionId(),
              sealed.buyerId(),
              session('9'),
              sealed.termsSha384(),
              sealed.sheetKey().replaceFirst(".$", "0").replaceFirst("key/.", "key/0"),
              sealed.lots(),
              sealed.sheets());
      BidFileStore.write(
          stage.directory().resolve(BidFile.defaultName(auction, "buyer-1", session('9'))),
          elsewhere);
      assertRefused(stage.run(with("bid", "--none", "--yes")), 1, "under another key");
    }

    @Test
    void verifyKnowsASheetWhoseAcknowledgementWasLost() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      BidFile sealed = kept();
      KeptSheet sheet = sealed.newest().orElseThrow();
      BidFileStore.write(
          bidFile(),
          sealed.withNewest(
              new KeptSheet(
                  sheet.revision(),
                  sheet.sheet(),
                  sheet.ciphertext(),
                  sheet.dataKey(),
                  Optional.empty())));
      Transcript verified = stage.run(verify("receipt.json"));
      assertThat(verified.out()).contains("your sheet   was counted");
    }

    @Test
    @DisplayName("[P-18] the image is public: without the auctioneer's role nothing is verified")
    void anybodyMayRunTheImage() throws Exception {
      String role = "arn:aws:iam::999999999999:role/auctioneer-parent";
      String pcr3 = Sha384.of(new byte[48], role.getBytes(StandardCharsets.UTF_8)).hex();
      parent.served = Stage.edited(parent.served, "d".repeat(96), pcr3);
      parent.opened = parent.served;
      parent.measured = Stage.pcrs('a', pcr3);
      String four = Files.readString(stage.directory().resolve("measurements.json"));
      Files.writeString(
          stage.directory().resolve("image.json"),
          four.replaceFirst(",\\s*\"PCR3\"\\s*:\\s*\"[0-9a-f]*\"", ""));
      String[] bid = with("bid", "--none", "--yes", "--auctioneer-role", role);
      bid[Arrays.asList(bid).indexOf("measurements.json")] = "image.json";
      assertThat(stage.run(bid).status()).isZero();
      writeReceipt("receipt.json", false, parent.box());

      String[] words = {
        "verify", "receipt.json", "--json", "--root", "root.pem", "--measurements", "image.json"
      };
      Transcript image = stage.run(words);
      assertRefused(image, 3, "nothing says which auctioneer's enclave you trust");
      assertThat(image.out()).contains("\"verified\" : false");

      List<String> more = new ArrayList<>(Arrays.asList(words));
      more.add("--trust-terms");
      Transcript trusting = stage.run(more.toArray(String[]::new));
      assertThat(trusting.status()).as(trusting.err()).isZero();
      assertThat(trusting.out())
          .contains("\"verified\" : false")
          .contains("\"trustedRegisters\" : [ \"PCR0\", \"PCR1\", \"PCR2\" ]");

      more.set(more.size() - 1, "--auctioneer-role");
      more.add(role);
      Transcript verified = stage.run(more.toArray(String[]::new));
      assertThat(verified.status()).as(verified.err()).isZero();
      assertThat(verified.out()).contains("\"verified\" : true");
      more.set(more.size() - 1, role + "-2");
      assertRefused(stage.run(more.toArray(String[]::new)), 3, "PCR3 differs");
    }

    private String[] verify(String... words) {
      List<String> all = new ArrayList<>(List.of("verify"));
      all.addAll(List.of(words));
      all.addAll(
          List.of(
              "--measurements",
              "measurements.json",
              "--root",
              "root.pem",
              "--bid-file",
              bidFile().getFileName().toString()));
      return all.toArray(String[]::new);
    }

    private void writeReceipt(String name, boolean sold, List<Acknowledgement> box)
        throws Exception {
      TermsDocument terms = parent.served;
      Optional<Acknowledgement> mine = box.stream().findFirst();
      Outcome outcome =
          new Outcome(
              auction,
              parent.session,
              terms.sha384(),
              terms.terms().closesAt().plusSeconds(1),
              Sha384.of(new byte[] {1}),
              List.of(
                  sold ? LotResult.sold("lot-1", List.of("buyer-1")) : LotResult.noSale("lot-1"),
                  LotResult.noSale("lot-2"),
                  LotResult.noSale("lot-3")),
              List.of(
                  new BuyerResult(
                      "buyer-1",
                      mine.isPresent() ? BuyerStatus.COUNTED : BuyerStatus.ABSENT,
                      Optional.empty(),
                      mine.map(Acknowledgement::sheetSha384)),
                  new BuyerResult(
                      "buyer-2", BuyerStatus.ABSENT, Optional.empty(), Optional.empty())),
              box.stream()
                  .map(
                      a ->
                          new AcknowledgedSheet(
                              a.buyerId(), a.sheetSha384(), a.revision(), a.sequence()))
                  .toList(),
              List.of());
      Opening opening =
          new Opening(auction, terms.sha384(), parent.session, Instant.now().minusSeconds(60));
      Receipt receipt =
          new Receipt(
              terms.bytes(),
              parent.attest(opening, Optional.empty()),
              box.stream().map(a -> parent.attest(a, Optional.empty())).toList(),
              stage.at(outcome.resolvedAt(), () -> parent.attest(outcome, Optional.empty())));
      Files.write(stage.directory().resolve(name), receipt.encode());
    }

    @Test
    @DisplayName("an emulator's documents prove nothing: only a person who says so accepts them")
    void emulator() throws Exception {
      parent.emulated = true;
      assertRefused(
          stage.run(with("bid", "--none", "--yes")), 3, "an unsigned document of an emulator");
      assertThat(policy().pin()).isEmpty();

      Transcript bid = stage.run(emulated(with("bid", "--none", "--yes")));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(bid.err()).contains("warning: attested by an EMULATOR");
      writeReceipt("emulated.json", false, parent.box());
      assertRefused(
          stage.run(verify("emulated.json")),
          3,
          "expected an ES384 signature, got 64 zero bytes: an unsigned document of an emulator");
      assertRefused(
          stage.run("verify", "emulated.json", "--trust-terms"),
          3,
          "an unsigned document of an emulator");

      Transcript verified = stage.run(emulated(verify("emulated.json")));
      assertThat(verified.status()).as(verified.err()).isZero();
      assertThat(verified.out())
          .contains("verifies, but only as an EMULATOR's: it proves nothing")
          .contains("attested by  emulator");
      assertThat(verified.err()).contains("warning: attested by an EMULATOR", "PROVES NOTHING");
      assertThat(stage.run(emulated(verify("emulated.json", "--json"))).out())
          .contains("\"attestedBy\" : \"emulator\"")
          .contains("\"verified\" : false");
    }

    @Test
    void whoAcceptsAnEmulatorGetsNoGenuineReceipt() throws Exception {
      stage.run(with("bid", "--none", "--yes"));
      writeReceipt("receipt.json", false, parent.box());
      assertRefused(stage.run(emulated(verify("receipt.json"))), 3, "as an emulator writes");
      assertThat(stage.run(verify("receipt.json")).out()).contains("attested by  local-root");
      String[] both = verify("receipt.json", "--accept-unsigned-emulator");
      assertRefused(stage.run(both), 2, "contradict each other");
    }

    private String[] emulated(String... words) {
      List<String> all = new ArrayList<>(Arrays.asList(words));
      int root = all.indexOf("--root");
      all.set(root, "--accept-unsigned-emulator");
      all.remove(root + 1);
      return all.toArray(String[]::new);
    }

    @Test
    void verifyRefusesWhatIsNoReceipt() throws Exception {
      Files.writeString(stage.directory().resolve("no.json"), "{}");
      String[] trust = {"--measurements", "measurements.json"};
      Transcript none = stage.run("verify", "no.json", trust[0], trust[1], "--json");
      assertRefused(none, 2, "no.json isn't a receipt");
      assertThat(none.out()).contains("\"verified\" : false");
      assertRefused(stage.run("verify", "nowhere.json", trust[0], trust[1]), 2, "doesn't exist");
      Files.writeString(
          stage.directory().resolve("void.json"),
          "{\"statement\":\"e30=\",\"attestation\":\"e30=\"}");
      Transcript statement = stage.run("verify", "void.json", trust[0], trust[1]);
      assertRefused(statement, 2, "void.json isn't a receipt");
      assertThat(statement.err()).contains("a void is named with --void FILE");
    }

    @Test
    void misuseIsExplained() {
      assertRefused(stage.run("key"), 2, "name one of create, pin, close, policy");
      assertRefused(stage.run("bod"), 2, "bod");
      assertRefused(stage.run("bid"), 2, "AUCTION");
      assertRefused(stage.run("key", "close", "alias/x"), 2, "can't be a sheet key");
      assertThat(stage.run("--help").status()).isZero();
      assertThat(stage.run("bid", "--help").out()).contains("--amount").contains("Exit codes");
      assertThat(stage.run("--version").out()).contains("buyer-cli");
    }
  }

  @Test
  @DisplayName("An Optional of nothing is what a fresh key is pinned to")
  void freshKeyIsUnpinned() throws Exception {
    assertThat(policy().pin()).isEqualTo(Optional.empty());
  }
}
