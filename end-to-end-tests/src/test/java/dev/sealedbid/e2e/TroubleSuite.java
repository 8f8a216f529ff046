package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.demo.DemoResult;
import dev.sealedbid.demo.Winners;
import dev.sealedbid.demo.system.AwsPlace;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.e2e.localstack.TestFront;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.rest.BuyerCodeView;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What goes wrong at S3 and KMS, and what the programs make of it: the same assertions wherever S3
 * and KMS are. Several auctions close at one moment; each trouble has one of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TroubleSuite {
  private static final String DECRYPT = "Decrypt";
  private static final int FOR_EVER = 10_000;
  private static final List<String> LOT = List.of("lot-1");

  private final Map<String, OpenAuction> opened = new LinkedHashMap<>();
  private @Nullable Stage stage;
  private Instant closesAt = Instant.MAX;

  /** The front before KMS. */
  abstract TestFront front();

  /** Makes a place with {@link #front} before its KMS, and opens the auctions. */
  final void begin(Path directory, AwsPlace.Factory place) throws IOException {
    List<String> auctions = List.of("disabled", "deleted", "faults");
    List<String> buyers = new ArrayList<>(List.of("object-1", "object-2", "squatted-1"));
    auctions.forEach(name -> buyers.addAll(pair(name)));
    stage = new Stage(directory, place, buyers);
    closesAt = stage().closing();
    open("object", List.of("object-1"), UnaryOperator.identity());
    open("squatted", List.of("squatted-1"), UnaryOperator.identity());
    open("disabled", pair("disabled"), UnaryOperator.identity());
    open("deleted", pair("deleted"), terms -> terms.replace("\"ABORT\"", "\"EXCLUDE\""));
    open("faults", pair("faults"), UnaryOperator.identity());
    for (String name : auctions) {
      stage()
          .bidAll(
              stage().auction(name),
              Map.of(name + "-1", Map.of("lot-1", "20.00"), name + "-2", Map.of("lot-1", "10.00")));
    }
  }

  private static List<String> pair(String auction) {
    return List.of(auction + "-1", auction + "-2");
  }

  private void open(String name, List<String> buyers, UnaryOperator<String> change)
      throws IOException {
    opened.put(name, stage().open(stage().auction(name), buyers, LOT, closesAt, change));
  }

  @AfterAll
  final void end() {
    if (stage != null) {
      stage.close();
    }
  }

  private Stage stage() {
    return Objects.requireNonNull(stage, "begin() has not been called");
  }

  @Test
  @Order(1)
  @DisplayName("a missing object, another one than was submitted, a sheet under another key")
  void badObjects() throws IOException {
    assertThat(submit("object", "object-1", new byte[] {1})).isEqualTo("OBJECT_NOT_FOUND");

    byte[] sealed = sealUnderTheKeyOf("object-2", "object", "object-1");
    upload("object-1", "object", sealed);
    assertThat(submit("object", "object-1", sealed)).isEqualTo("SHEET_WRONG_KEY");
    assertThat(submit("object", "object-1", new byte[] {1})).isEqualTo("WRONG_DIGEST");
  }

  @Test
  @Order(3)
  @DisplayName("what stands already where the parent writes is not overwritten, and said")
  void squatted() {
    OpenAuction auction = opened("squatted");
    String key =
        "auctions/"
            + auction.id()
            + "/sessions/"
            + auction.session().hex()
            + "/acknowledgements/1.json";
    S3Client s3 = stage().commands().s3("auctioneer");
    s3.putObject(
        put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(key), RequestBody.fromString("mine"));
    CommandLines.Run bid = stage().bid(auction.id(), "squatted-1", Map.of("lot-1", "1.00"));
    assertThat(bid.exit()).isNotZero();
    assertThat(bid.err()).contains("STORAGE_CONFLICT", key);
    assertThat(
            s3.getObjectAsBytes(get -> get.bucket(LocalNames.AUCTIONEER_BUCKET).key(key))
                .asUtf8String())
        .isEqualTo("mine");
  }

  @Test
  @Order(4)
  @DisplayName("a disabled key under ABORT: the session is void, and names whose key it was")
  void disabled() {
    Stage.await(closesAt);
    stage()
        .commands()
        .kms("disabled-1")
        .disableKey(disable -> disable.keyId(stage().cast().sheetKey("disabled-1")));
    ParentProblemException ended = resolveRefused("disabled");
    assertThat(ended.code()).isEqualTo("VOIDED");
    assertThat(stage().commands().parent().auction(stage().auction("disabled")).state().name())
        .isEqualTo("VOID");
    assertThat(resolveRefused("disabled").code()).isEqualTo("VOIDED");
  }

  @Test
  @Order(5)
  @DisplayName("a key that is being deleted under EXCLUDE: its buyer is out, by KMS's code")
  void deleted() throws Exception {
    stage()
        .commands()
        .kms("deleted-1")
        .scheduleKeyDeletion(
            delete -> delete.keyId(stage().cast().sheetKey("deleted-1")).pendingWindowInDays(7));
    byte[] receipt = stage().resolve(stage().auction("deleted"));
    Outcome outcome =
        (Outcome)
            Statement.parse(StatementType.OUTCOME, Receipt.parse(receipt).outcome().statement());
    BuyerResult out = outcome.buyers().get(0);
    assertThat(out.status()).isEqualTo(BuyerStatus.EXCLUDED);
    assertThat(out.code()).contains("KMSInvalidStateException");
    assertThat(outcome.buyers().get(1).status()).isEqualTo(BuyerStatus.COUNTED);
    assertThat(outcome.lots().get(0).winners()).containsExactly("deleted-2");
  }

  @Test
  @Order(6)
  @DisplayName("KMS that throttles for ever: nothing is decided, the buyers are named")
  void throttled() {
    front().fail(DECRYPT, FOR_EVER, 400, "ThrottlingException");
    assertRoundStopped("ThrottlingException");
    front().reset();
  }

  @Test
  @Order(7)
  @DisplayName("KMS that fails for ever: nothing is decided, the buyers are named")
  void failing() {
    front().fail(DECRYPT, FOR_EVER, 500, "KMSInternalException");
    assertRoundStopped("KMSInternalException");
    front().reset();
  }

  @Test
  @Order(9)
  @DisplayName("KMS that throttles and fails now and then: nobody sees anything of it")
  void nowAndThen() throws IOException {
    front().fail(DECRYPT, 1, 400, "ThrottlingException");
    front().fail(DECRYPT, 1, 500, "KMSInternalException");
    byte[] receipt = stage().resolve(stage().auction("faults"));
    assertThat(Winners.of(receipt))
        .extracting(DemoResult.LotLine::winner)
        .containsExactly("faults-1");
    CommandLines.Run verified = stage().verify(stage().auction("faults"), "faults-2");
    assertThat(verified.exit()).as(verified.err()).isZero();
  }

  /** The code for an object in a bucket that isn't its owner's by the terms. */
  final String submitFromAnotherOwnersBucket() throws IOException {
    String owner = stage().cast().bidder("object-1").account();
    open(
        "foreign",
        List.of("object-1"),
        terms -> terms.replace("\"" + owner + "\"", "\"121212121212\""));
    byte[] any = {1};
    upload("object-1", "foreign", any);
    return submit("foreign", "object-1", any);
  }

  private void upload(String buyer, String name, byte[] bytes) {
    String bucket = stage().cast().bidder(buyer).bucket();
    String key = Bidder.objectKey(stage().auction(name));
    stage()
        .commands()
        .s3(buyer)
        .putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
  }

  /** The round of the auction "faults" ends without a decision, and may be tried again. */
  final void assertRoundStopped(String code) {
    ParentProblemException stopped = resolveRefused("faults");
    assertThat(stopped.code()).isEqualTo("KMS_REFUSED");
    assertThat(stopped.problem().buyers())
        .containsExactlyInAnyOrder(
            new BuyerCodeView("faults-1", code), new BuyerCodeView("faults-2", code));
    assertThat(
            Stage.problem(() -> stage().commands().parent().receipt(stage().auction("faults")))
                .code())
        .isEqualTo("NOT_RESOLVED");
  }

  private ParentProblemException resolveRefused(String name) {
    return Stage.problem(() -> stage().commands().parent().resolve(stage().auction(name)));
  }

  private OpenAuction opened(String name) {
    OpenAuction auction = opened.get(name);
    if (auction == null) {
      throw new IllegalArgumentException("no auction " + name);
    }
    return auction;
  }

  private String submit(String name, String buyer, byte[] claimed) {
    SubmitRequest request = new SubmitRequest(buyer, Sha384.of(claimed).hex(), null);
    return Stage.problem(() -> stage().commands().parent().submit(stage().auction(name), request))
        .code();
  }

  private byte[] sealUnderTheKeyOf(String sealer, String name, String inTheNameOf) {
    OpenAuction auction = opened(name);
    SheetContext context =
        new SheetContext(
            Purpose.SHEET,
            auction.id(),
            auction.session(),
            auction.document().sha384(),
            inTheNameOf,
            Duration.between(Instant.EPOCH, Instant.now()).toMillis());
    try (BidSheet sheet = BidSheet.none(new byte[BidSheet.NONCE_LENGTH], LOT.size());
        SealedSheet sealed =
            new SheetSealer(stage().commands().kms(sealer), stage().cast().sheetKey(sealer))
                .seal(sheet, context)) {
      return sealed.ciphertext();
    }
  }
}
