package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.BidsFile;
import dev.sealedbid.demo.Demo;
import dev.sealedbid.demo.DemoResult;
import dev.sealedbid.demo.attack.AttackLine;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.Story;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One auction of five buyers and four lots in the real processes, with the attacks; then everything
 * that was written or can be fetched is searched for the amounts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A whole auction in separate processes")
class WholeAuctionIT {
  private static final long SEED = 20261121;

  private final Canaries canaries = new Canaries();
  private final ByteArrayOutputStream story = new ByteArrayOutputStream();
  private BidsFile bids;
  private LocalSystem system;
  private CommandLines commands;
  private DemoResult result;

  @BeforeAll
  void runIt(@TempDir Path directory) throws Exception {
    bids = BidsFile.parse(bidsText().getBytes(StandardCharsets.UTF_8));
    bids.bids().values().forEach(own -> own.values().forEach(canaries::add));
    Story told = new Story(new PrintStream(story, true, StandardCharsets.UTF_8), false);
    system =
        LocalSystem.start(
            Installation.locate(), LocalSystem.Options.ephemeral(directory.resolve("s")), told);
    commands = new CommandLines(system);
    result =
        new Demo(
                system,
                commands,
                bids,
                Direction.LOWEST_WINS,
                Optional.of(Duration.ofSeconds(25)),
                told)
            .run(0, Duration.ZERO);
  }

  @AfterAll
  void stopIt() {
    if (system != null) {
      commands.close();
      system.close();
    }
  }

  @Test
  @DisplayName("the winners are those of an independent computation")
  void winners() {
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, BigDecimal> best = new LinkedHashMap<>();
    bids.lots().forEach(lot -> expected.put(lot, null));
    bids.bids()
        .forEach(
            (buyer, own) ->
                own.forEach(
                    (lot, text) -> {
                      BigDecimal amount = new BigDecimal(text);
                      if (!best.containsKey(lot) || amount.compareTo(best.get(lot)) < 0) {
                        best.put(lot, amount);
                        expected.put(lot, buyer);
                      }
                    }));
    Map<String, String> actual = new LinkedHashMap<>();
    result.lots().forEach(lot -> actual.put(lot.lotId(), lot.winner()));
    assertThat(actual).isEqualTo(expected);
    assertThat(result.verified()).isTrue();
  }

  @Test
  @DisplayName("every attack is refused, by whom and with which code")
  void attacks() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("sheet-for-other-terms", "the enclave's pre-check, SHEET_WRONG_CONTEXT");
    expected.put("sheet-in-another-buyers-name", "KMS, AccessDeniedException");
    expected.put(
        "sheet-in-another-buyers-name-under-own-key", "the enclave's pre-check, SHEET_WRONG_KEY");
    expected.put("second-enclave-same-sheets", "its pre-check, SHEET_WRONG_CONTEXT");
    expected.put("opening-before-closing", "the enclave's attested clock, NOT_YET_CLOSED");
    expected.put("opening-before-closing-second-lock", "KMS, AccessDeniedException");
    expected.put("sheet-after-closing", "the enclave's attested clock, CLOSED");
    expected.put("kms-without-attestation", "KMS, AccessDeniedException");
    expected.put("kms-with-made-up-attestation", "KMS, ValidationException");
    expected.put("tampered-enclave", "KMS, AccessDeniedException");
    expected.put("second-enclave-rewritten-headers", "KMS, AccessDeniedException");
    expected.put("other-operator", "buyer-cli verify, exit status 3");
    expected.put("second-resolve-over-rest", "the session: the first receipt");
    expected.put("second-resolve-past-the-parent", "the enclave, ALREADY_RESOLVED");
    expected.put("second-resolve-after-restart", "the enclave, UNKNOWN_SESSION");
    assertThat(result.attacks())
        .extracting(AttackLine::name)
        .containsExactlyElementsOf(expected.keySet());
    assertThat(result.attacks())
        .allSatisfy(
            attack -> {
              assertThat(attack.refused()).as(attack.name()).isTrue();
              assertThat(attack.by()).startsWith(expected.get(attack.name()));
            });
  }

  @Test
  @DisplayName("no amount is in any log, file, S3 object, HTTP reply or audit trail")
  void noAmountAnywhere() throws Exception {
    Map<String, byte[]> written = new LinkedHashMap<>();
    written.put("the story", story.toByteArray());
    collectFiles(written);
    collectObjects(written);
    collectReplies(written);
    collectTrails(written);
    // Else the search looked at nothing.
    assertThat(written).hasSizeGreaterThan(30);
    assertThat(written.keySet())
        .anyMatch(what -> what.startsWith("s3://" + LocalNames.AUCTIONEER_BUCKET + "/"));
    written.forEach((what, bytes) -> assertThat(canaries.in(bytes)).as(what).isEmpty());
  }

  @Test
  @DisplayName("the search would have found the amounts in a buyer's own bid file")
  void theSearchWorks() throws IOException {
    String buyer = bids.bids().keySet().iterator().next();
    try (Stream<Path> files = Files.list(system.directory().resolve("buyers").resolve(buyer))) {
      Path bidFile =
          files.filter(f -> f.toString().endsWith(".bid.json")).findFirst().orElseThrow();
      assertThat(canaries.in(Files.readAllBytes(bidFile))).isNotEmpty();
      assertThat(Files.getPosixFilePermissions(bidFile).toString())
          .doesNotContain("GROUP", "OTHERS");
    }
  }

  private void collectFiles(Map<String, byte[]> written) throws IOException {
    Path own = system.directory().resolve("buyers"); // the buyers' own machines
    try (Stream<Path> files = Files.walk(system.directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(own)) {
          written.put(file.toString(), Files.readAllBytes(file));
        }
      }
    }
  }

  private void collectObjects(Map<String, byte[]> written) {
    collectBucket(written, "auctioneer", LocalNames.AUCTIONEER_BUCKET);
    int n = 0;
    for (String id : bids.bids().keySet()) {
      collectBucket(written, id, "sheets-" + LocalNames.buyerAccount(n++));
    }
  }

  private void collectBucket(Map<String, byte[]> written, String profile, String bucket) {
    S3Client s3 = commands.s3(profile);
    for (S3Object object : s3.listObjectsV2Paginator(list -> list.bucket(bucket)).contents()) {
      written.put(
          "s3://" + bucket + "/" + object.key(),
          s3.getObjectAsBytes(get -> get.bucket(bucket).key(object.key())).asByteArray());
    }
  }

  private void collectReplies(Map<String, byte[]> written) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    for (String path :
        List.of(
            "/auctions",
            "/auctions/" + result.auctionId(),
            "/auctions/" + result.auctionId() + "/receipt",
            "/auctions/" + result.auctionId() + "/sessions",
            "/auctions/none")) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(system.parent() + "/api/v1" + path)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      written.put("GET " + path, answer.body());
    }
  }

  private void collectTrails(Map<String, byte[]> written) {
    List<String> accounts = new ArrayList<>(List.of(LocalNames.AUCTIONEER_ACCOUNT));
    for (int i = 0; i <= bids.bids().size(); i++) {
      accounts.add(LocalNames.buyerAccount(i));
    }
    for (String account : accounts) {
      List<String> records = system.aws().auditTrail(account);
      assertThat(records).as("trail of " + account).isNotEmpty();
      written.put(
          "trail of " + account, String.join("\n", records).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String bidsText() {
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder("buyer,lot,amount\n");
    for (int buyer = 1; buyer <= 5; buyer++) {
      for (int lot = 1; lot <= 4; lot++) {
        if (lot != buyer) {
          long minor = 70_000_000_000_003L + random.nextInt(1_000_000_000) * 1_009L;
          text.append("buyer-").append(buyer).append(",lot-").append(lot).append(',');
          text.append(BigDecimal.valueOf(minor, 2).toPlainString()).append('\n');
        }
      }
    }
    return text.toString();
  }
}
