package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * One auction in the real processes to which everything happens that can: each fault has its own
 * error, spoils nobody else's bid and loses nothing. The order is that of the auction.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("Bad input and dead parts")
class BadInputIT {
  private static final String AUCTION = "troubled";
  private static final List<String> BUYERS = List.of("buyer-1", "buyer-2", "buyer-3");

  /** Nobody waits for it: the machine's clock is moved. */
  private static final Duration WINDOW = Duration.ofHours(2);

  /** Where there is no C compiler to move a clock with, it is waited for. */
  private static final Duration REAL_WINDOW = Duration.ofMinutes(5);

  private Path directory;
  private LocalSystem system;
  private CommandLines commands;
  private Cast cast;
  private Path measurements;
  private TermsDraft draft;
  private Optional<MovedClock> clock;

  @BeforeAll
  void open(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Story silent = new Story(new PrintStream(OutputStream.nullOutputStream()), false);
    clock =
        MovedClock.isPossible()
            ? Optional.of(MovedClock.in(directory.resolve("clock")))
            : Optional.empty();
    Installation installation = Installation.locate();
    system =
        LocalSystem.start(
            clock.map(c -> installation.withJava(c.java(), c.java())).orElse(installation),
            LocalSystem.Options.ephemeral(directory.resolve("s")),
            silent);
    commands = new CommandLines(system);
    cast = Cast.of(system, commands, BUYERS);
    BUYERS.forEach(cast::equip);
    measurements =
        MeasurementsFile.write(directory.resolve("measurements.json"), Attacks.genuine(system));
    draft =
        new TermsDraft(
            AUCTION,
            "Troubled",
            Direction.HIGHEST_WINS,
            Attacks.genuine(system),
            LocalNames.DECRYPT_ROLE,
            List.of("lot-1"),
            cast.parties(BUYERS, AUCTION),
            Instant.now().plus(clock.isPresent() ? WINDOW : REAL_WINDOW),
            Duration.ofHours(1));
    Path terms = Files.write(directory.resolve("terms.json"), draft.json());
    commands.auctioneer(directory, "open", terms.toString()).orFail("open");
    bid("buyer-1", "lot-1=10").orFail("bid of buyer-1");
  }

  @AfterAll
  void close() {
    if (system != null) {
      commands.close();
      system.close();
    }
  }

  @Test
  @Order(1)
  @DisplayName("malformed terms: every fault with its path, on the command line and over REST")
  void malformedTerms() throws IOException {
    String broken =
        new String(draft.json(), StandardCharsets.UTF_8)
            .replace("FIRST_PRICE", "SECOND_PRICE")
            .replace("\"currency\"", "\"curency\"")
            .replace(AUCTION, "other");
    Path file = Files.writeString(directory.resolve("broken.json"), broken);
    CommandLines.Run run = commands.auctioneer(directory, "open", file.toString());
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("$.disclosure", "with SECOND_PRICE", "$.curency");
    ParentProblemException problem =
        problem(() -> commands.parent().open(broken.getBytes(StandardCharsets.UTF_8)));
    assertThat(problem.code()).isEqualTo("INVALID_TERMS");
    assertThat(problem.problem().faults()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  @Order(2)
  @DisplayName("an auction that isn't there, a buyer that isn't listed")
  void unknownNames() {
    assertThat(problem(() -> commands.parent().auction("nowhere")).code())
        .isEqualTo("NO_SUCH_AUCTION");
    assertThat(submit("nobody", new byte[] {1})).isEqualTo("UNKNOWN_BUYER");
    CommandLines.Run run = bidAs("buyer-2", "buyer-9", "lot-1=1");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("has no buyer buyer-9").contains("hint:");
  }

  @Test
  @Order(3)
  @DisplayName("a missing, an oversized, a corrupt and a swapped object")
  void badObjects() {
    assertThat(submit("buyer-3", new byte[] {1})).isEqualTo("OBJECT_NOT_FOUND");
    byte[] large = new byte[100_000];
    upload("buyer-3", large);
    assertThat(submit("buyer-3", large)).isEqualTo("OBJECT_TOO_LARGE");
    byte[] junk = new byte[700];
    new Random(1).nextBytes(junk);
    upload("buyer-3", junk);
    assertThat(submit("buyer-3", junk)).isEqualTo("SHEET_MALFORMED");
    assertThat(submit("buyer-3", new byte[] {1})).isEqualTo("WRONG_DIGEST");
    // The buyer's command line doesn't overwrite what isn't a sheet.
    CommandLines.Run refused = bid("buyer-3", "lot-1=5");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("something else than a sheet").contains("--replace-object");
    commands
        .s3("buyer-3")
        .deleteObject(
            delete ->
                delete.bucket(cast.bidder("buyer-3").bucket()).key(Bidder.objectKey(AUCTION)));
  }

  @Test
  @Order(4)
  @DisplayName("a bucket that isn't the buyer's")
  void wrongBucket() throws IOException {
    TermsDraft.Party wrong =
        new TermsDraft.Party(
            "buyer-2",
            cast.sheetKey("buyer-2"),
            cast.bidder("buyer-3").bucket(),
            cast.bidder("buyer-2").account(),
            "x/y");
    TermsDraft other =
        new TermsDraft(
            "wrong-bucket",
            "Wrong bucket",
            Direction.HIGHEST_WINS,
            draft.measurements(),
            LocalNames.DECRYPT_ROLE,
            List.of("lot-1"),
            List.of(wrong),
            Instant.now().plus(Duration.ofHours(4)),
            Duration.ofHours(1));
    commands.parent().open(other.json());
    assertThat(
            problem(
                    () ->
                        commands
                            .parent()
                            .submit(
                                "wrong-bucket",
                                new SubmitRequest(
                                    "buyer-2", Sha384.of(new byte[] {1}).hex(), null)))
                .code())
        .isEqualTo("OBJECT_FORBIDDEN");
  }

  @Test
  @Order(5)
  @DisplayName("amounts that can't be: too many decimals, a lot that isn't there")
  void badAmounts() {
    assertThat(bid("buyer-2", "lot-1=1.234").exit()).isEqualTo(2);
    assertThat(bid("buyer-2", "lot-7=1").err()).contains("lot-7").contains("hint:");
    assertThat(bid("buyer-2", "lot-1=1.234").err()).doesNotContain("1.234");
  }

  @Test
  @Order(6)
  @DisplayName("bytes that are no frame: the connection ends, the enclave goes on")
  void wrongFrame() throws IOException {
    HybridVsock address = EnclaveLine.address(system.enclave());
    for (byte[] bytes :
        List.of(
            new byte[] {0, 0, 0, 0},
            new byte[] {0x7f, -1, -1, -1, 1, 1},
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
      try (Socket socket = VsockSockets.connect(address, Duration.ofSeconds(5))) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        assertThat(ends(socket)).isTrue();
      }
    }
    bid("buyer-2", "lot-1=20").orFail("bid of buyer-2");
  }

  /** By its end or by a reset; a time-out is neither. */
  private static boolean ends(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes(); // at most one frame: MALFORMED_FRAME
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  @Order(7)
  @DisplayName("a parent that is killed: the next one carries on from S3")
  void deadParent() {
    ParentClient gone = commands.parent();
    system.restartParent();
    assertThat(catchThrowableOfType(RuntimeException.class, gone::auctions))
        .hasMessageContaining("parent");
    commands.close();
    commands = new CommandLines(system);
    for (String buyer : List.of("buyer-1", "buyer-2")) {
      assertThat(
              commands
                  .buyer(cast.bidder(buyer).directory(), "status", AUCTION, "--buyer", buyer)
                  .out())
          .contains("you           acknowledged");
    }
    bid("buyer-3", "lot-1=5").orFail("bid of buyer-3");
  }

  @Test
  @Order(8)
  @DisplayName("a dead KMS: nothing is decided, the buyers are named, and it may be tried again")
  void deadKms() throws IOException {
    awaitClosing();
    system.aws().failKms("Decrypt", 10_000, 503, "KMSInternalException", "no");
    ParentProblemException stopped = problem(() -> commands.parent().resolve(AUCTION));
    assertThat(stopped.code()).isEqualTo("KMS_REFUSED");
    assertThat(stopped.problem().buyers()).isNotEmpty();
    system.aws().clearFaults();
    Path receipt = directory.resolve("receipt.json");
    commands
        .auctioneer(directory, "resolve", AUCTION, "--out", receipt.toString())
        .orFail("resolve");
    assertThat(receipt).exists();
    CommandLines.Run verified =
        commands
            .buyer(
                directory,
                "verify",
                receipt.toString(),
                "--measurements",
                measurements.toString(),
                "--root",
                system.addresses().nitroRoot())
            .orFail("verify");
    assertThat(verified.out()).contains("buyer-2");
  }

  @Test
  @Order(9)
  @DisplayName("a dead enclave: said so; restarted, its sessions are lost, and receipts stay")
  void deadEnclave() {
    system.aws().killEnclave(system.enclave().cid());
    assertThat(problem(() -> commands.parent().attestOpening("wrong-bucket", new byte[32])).code())
        .isEqualTo("ENCLAVE_UNREACHABLE");
    system.restartEnclave();
    assertThat(problem(() -> commands.parent().attestOpening("wrong-bucket", new byte[32])).code())
        .isEqualTo("SESSION_LOST");
    assertThat(commands.parent().receipt(AUCTION)).isNotEmpty();
  }

  private void awaitClosing() throws IOException {
    if (clock.isPresent()) {
      clock.get().move(WINDOW.plusMinutes(1));
      return;
    }
    Instant closes =
        commands.parent().auctions().auctions().stream()
            .filter(auction -> auction.auctionId().equals(AUCTION))
            .map(auction -> auction.closesAt())
            .findFirst()
            .orElseThrow();
    while (Instant.now().isBefore(closes)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), closes).toNanos());
    }
  }

  private CommandLines.Run bid(String buyer, String amount) {
    return bidAs(buyer, buyer, amount);
  }

  private CommandLines.Run bidAs(String profile, String buyer, String amount) {
    return commands.buyer(
        cast.bidder(profile).directory(),
        "bid",
        AUCTION,
        "--buyer",
        buyer,
        "--profile",
        profile,
        "--measurements",
        measurements.toString(),
        "--root",
        system.addresses().nitroRoot(),
        "--yes",
        "--amount",
        amount);
  }

  private void upload(String buyer, byte[] bytes) {
    commands
        .s3(buyer)
        .putObject(
            put -> put.bucket(cast.bidder(buyer).bucket()).key(Bidder.objectKey(AUCTION)),
            RequestBody.fromBytes(bytes));
  }

  private String submit(String buyer, byte[] claimed) {
    return problem(
            () ->
                commands
                    .parent()
                    .submit(AUCTION, new SubmitRequest(buyer, Sha384.of(claimed).hex(), null)))
        .code();
  }

  private static ParentProblemException problem(Runnable call) {
    ParentProblemException problem = catchThrowableOfType(ParentProblemException.class, call::run);
    assertThat(problem).as("a problem was expected").isNotNull();
    return problem;
  }
}
