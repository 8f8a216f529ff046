package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.demo.Winners;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.e2e.localstack.LocalStack;
import dev.sealedbid.e2e.localstack.OnLocalStack;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A whole auction on LocalStack's S3, KMS and STS: the command lines' code, the parent and the
 * enclave as they are, told nothing but endpoints, profiles and a trust root. The parent dies
 * between the acknowledgements and the resolve.
 *
 * <p>What this does <em>not</em> prove: LocalStack checks no attestation and evaluates no key
 * policy, so nothing here says who may open a sheet (G1 to G5). {@link WholeAuctionIT} does, with
 * its attacks, and nitro-local-aws {@code SheetKeyPolicyTest} rule by rule. The last test here
 * keeps that true.
 */
@OnLocalStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A whole auction on LocalStack")
class LocalStackAuctionIT {
  private static final long SEED = 20260310;
  private static final List<String> BUYERS = names("buyer-", 5);
  private static final List<String> LOTS = names("lot-", 4);

  private final Map<String, Map<String, String>> bids = bids();
  private Stage stage;
  private String auction;
  private OpenAuction opened;
  private List<String> acknowledgedAfterDeath;
  private byte[] first;
  private byte[] second;

  @BeforeAll
  void runIt(LocalStack localStack, @TempDir Path directory) throws IOException {
    stage = new Stage(directory, LocalStackAws.at(localStack), BUYERS);
    auction = stage.auction("whole");
    Instant closesAt = stage.closing();
    opened = stage.open(auction, BUYERS, LOTS, closesAt, UnaryOperator.identity());
    stage.bidAll(auction, bids);
    stage.killParent();
    acknowledgedAfterDeath =
        BUYERS.stream().filter(buyer -> stage.isAcknowledged(auction, buyer)).toList();
    Stage.await(closesAt);
    first = stage.resolve(auction);
    second = stage.resolve(auction);
  }

  @AfterAll
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  @DisplayName("the winners are those of an independent computation")
  void winners() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    for (String lot : LOTS) {
      bids.entrySet().stream()
          .filter(bid -> bid.getValue().containsKey(lot))
          .max((a, b) -> amount(a.getValue(), lot).compareTo(amount(b.getValue(), lot)))
          .ifPresent(best -> expected.put(lot, best.getKey()));
    }
    Map<String, String> actual = new LinkedHashMap<>();
    Winners.of(first).forEach(lot -> actual.put(lot.lotId(), String.valueOf(lot.winner())));
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buyer-1", "buyer-2", "buyer-3", "buyer-4", "buyer-5"})
  @DisplayName("each buyer verifies the receipt with its own bid file")
  void verify(String buyer) throws IOException {
    CommandLines.Run run = stage.verify(auction, buyer);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  @DisplayName("accounts and Regions differ, and nothing was asked of embedded AWS")
  void accountsAndRegions() {
    List<KeyArn> keys =
        BUYERS.stream().map(buyer -> KeyArn.parse(stage.cast().sheetKey(buyer))).toList();
    assertThat(keys).extracting(KeyArn::account).doesNotHaveDuplicates();
    assertThat(keys)
        .extracting(KeyArn::region)
        .containsOnlyOnceElementsOf(List.of("ap-southeast-2"))
        .contains("eu-west-1", "us-east-1");
    for (String buyer : BUYERS) {
      String account = stage.cast().bidder(buyer).account();
      assertThat(stage.system().aws().auditTrail(account)).isEmpty();
    }
    assertThat(stage.system().aws().auditTrail(LocalNames.AUCTIONEER_ACCOUNT)).isEmpty();
  }

  @Test
  @DisplayName("the parent that was killed lost nothing: everybody is acknowledged to the next one")
  void deadParent() {
    assertThat(acknowledgedAfterDeath).containsExactlyInAnyOrderElementsOf(BUYERS);
  }

  @Test
  @DisplayName("a second resolve, REST and S3 give the same bytes")
  void sameBytes() {
    assertThat(second).isEqualTo(first);
    assertThat(stage.commands().parent().receipt(auction)).isEqualTo(first);
    assertThat(object("auctions/" + auction + "/receipt.json")).isEqualTo(first);
  }

  @Test
  @DisplayName("what the parent wrote can't be overwritten under If-None-Match, object by object")
  void conditionalWrites() {
    S3Client s3 = stage.commands().s3("auctioneer");
    List<String> keys =
        s3
            .listObjectsV2(
                list ->
                    list.bucket(LocalNames.AUCTIONEER_BUCKET).prefix("auctions/" + auction + "/"))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();
    // Terms, opening, outcome, receipt; a copy and an acknowledgement for each buyer.
    assertThat(keys).hasSize(4 + 2 * BUYERS.size());
    for (String key : keys) {
      byte[] before = object(key);
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      put -> put.bucket(LocalNames.AUCTIONEER_BUCKET).key(key).ifNoneMatch("*"),
                      RequestBody.fromString("other")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
      assertThat(object(key)).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("what LocalStack does not prove: it opens a pinned key's ciphertext for anybody")
  void whatItDoesNotProve() {
    String key = stage.cast().sheetKey("buyer-1");
    KmsClient owner = stage.commands().kms("buyer-1");
    String policy = owner.getKeyPolicy(get -> get.keyId(key).policyName("default")).policy();
    assertThat(policy).contains(opened.session().hex(), "kms:RecipientAttestation:PCR0");
    SdkBytes made =
        owner
            .generateDataKey(make -> make.keyId(key).keySpec(DataKeySpec.AES_256))
            .ciphertextBlob();
    // AWS and embedded AWS refuse both: nitro-local-aws
    // SheetKeyPolicyTest.theBuyersOwnRootMayNotOpen.
    for (String anybody : List.of("buyer-1", "auctioneer")) {
      assertThat(
              stage
                  .commands()
                  .kms(anybody)
                  .decrypt(open -> open.keyId(key).ciphertextBlob(made))
                  .plaintext()
                  .asByteArray())
          .hasSize(32);
    }
  }

  private byte[] object(String key) {
    return stage
        .commands()
        .s3("auctioneer")
        .getObjectAsBytes(get -> get.bucket(LocalNames.AUCTIONEER_BUCKET).key(key))
        .asByteArray();
  }

  private static BigDecimal amount(Map<String, String> own, String lot) {
    return new BigDecimal(own.getOrDefault(lot, "0"));
  }

  /** Each buyer bids on all lots but one; no amount is there twice. */
  private static Map<String, Map<String, String>> bids() {
    Random random = new Random(SEED);
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (int b = 0; b < BUYERS.size(); b++) {
      Map<String, String> own = new LinkedHashMap<>();
      for (int l = 0; l < LOTS.size(); l++) {
        if (l != b) {
          long minor = random.nextInt(1_000_000) * 100L + b * 10L + l;
          own.put(LOTS.get(l), BigDecimal.valueOf(minor, 2).toPlainString());
        }
      }
      all.put(BUYERS.get(b), own);
    }
    return all;
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> prefix + n).toList();
  }
}
