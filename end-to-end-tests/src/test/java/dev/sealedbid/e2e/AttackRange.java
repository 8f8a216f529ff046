package dev.sealedbid.e2e;

import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.system.AwsProfiles;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DecryptRole;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.demo.system.Policies;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.pki.LocalCa;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where attacks are carried out: one running system, and as many buyers and auctions as they need.
 */
final class AttackRange implements AutoCloseable {
  /** The profile of an administrator of the auctioneer's account. */
  static final String ADMIN = "auctioneer-admin";

  /** A key policy by which anybody may do anything. */
  static final String EVERYBODY =
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}
      """;

  private static final int BUYERS = 600;
  private static final Duration TO_RESOLVE = Duration.ofMinutes(15);
  private static final long FIRST_WINDOW_MILLIS = 10_000;
  private static final int TRIES = 5;

  private final Path directory;
  private final LocalSystem system;
  private final CommandLines commands;
  private final Cast cast;
  private final Path measurements;
  private final DecryptRole decryptRole;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger buyers = new AtomicInteger();
  private final AtomicInteger auctions = new AtomicInteger();
  private final AtomicLong windowMillis = new AtomicLong(FIRST_WINDOW_MILLIS);

  private @Nullable SecondParent secondParent;

  /** What an attack and its victims do while sheets are taken. */
  @FunctionalInterface
  interface WhileOpen {
    void act(Staged auction) throws Exception;
  }

  @FunctionalInterface
  private interface Opener {
    OpenAuction open(byte[] terms) throws IOException;
  }

  private AttackRange(Path directory, Installation installation) throws IOException {
    this.directory = directory;
    Story silent = new Story(new PrintStream(OutputStream.nullOutputStream()), false);
    this.system =
        LocalSystem.start(
            installation, LocalSystem.Options.ephemeral(directory.resolve("s")), silent);
    AccessKey admin = system.aws().createUser(LocalNames.AUCTIONEER_ACCOUNT, ADMIN, Policies.BUYER);
    system
        .profiles()
        .put(ADMIN, new AwsProfiles.Keys(admin.accessKeyId(), admin.secretAccessKey(), ""));
    this.commands = new CommandLines(system);
    this.cast =
        Cast.of(system, commands, IntStream.rangeClosed(1, BUYERS).mapToObj(this::name).toList());
    this.measurements =
        MeasurementsFile.write(directory.resolve("measurements.json"), Attacks.genuine(system));
    this.decryptRole = assume(Optional.empty());
  }

  static AttackRange start(Installation installation) {
    try {
      return new AttackRange(Files.createTempDirectory("sealed-bid-attacks-"), installation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String name(int number) {
    return String.format(Locale.ROOT, "buyer-%03d", number);
  }

  LocalSystem system() {
    return system;
  }

  CommandLines commands() {
    return commands;
  }

  Cast cast() {
    return cast;
  }

  /** The auctioneer's decrypt role in the attacker's hand. */
  DecryptRole decryptRole() {
    return decryptRole;
  }

  /** The same role narrowed by a session policy. */
  DecryptRole assume(Optional<String> policy) {
    return DecryptRole.assume(commands.sts("auctioneer"), system.addresses().kms(), policy);
  }

  /** Another parent with another enclave, started when it is first needed. */
  synchronized SecondParent secondParent() throws IOException {
    if (secondParent == null) {
      secondParent = SecondParent.start(system);
    }
    return secondParent;
  }

  /** Another enclave of the genuine image. */
  HostileEnclave launch() throws IOException {
    return launch(system.blueprint().spec());
  }

  /** An enclave of another make. One at a time: measuring takes a whole core. */
  synchronized HostileEnclave launch(EnclaveSpec spec) throws IOException {
    return HostileEnclave.launch(system, spec);
  }

  /** Another enclave of the genuine image, whose way to KMS is the attacker's. */
  synchronized HostileEnclave launch(HostileEgress egress) throws IOException {
    return HostileEnclave.launch(system, system.blueprint().spec(), egress);
  }

  /** The public image, run by somebody else. */
  HostileEnclave launchAsAnotherOperator() throws IOException {
    return launch(system.blueprint().spec().withParentRole(LocalNames.OTHER_OPERATOR_ROLE));
  }

  /** A CA of the attacker's own, whom no enclave trusts. */
  LocalCa anotherCa() throws IOException {
    return LocalCa.keptIn(folder(), InstantSource.system(), random);
  }

  /** The CA that the enclave trusts, its key stolen: TLS to KMS is worth nothing any more. */
  LocalCa stolenCa() throws IOException {
    Path folder = folder();
    String key = "tls-root.p12";
    Files.copy(directory.resolve("s").resolve("aws").resolve(key), folder.resolve(key));
    return LocalCa.keptIn(folder, InstantSource.system(), random);
  }

  SecureRandom random() {
    return random;
  }

  /** What buyers trust: the image of the system's enclave. */
  Path measurements() {
    return measurements;
  }

  /** The options that say whom buyers trust. */
  List<String> trust() {
    return List.of(
        "--measurements", measurements.toString(), "--root", system.addresses().nitroRoot());
  }

  /** {@code buyer-cli verify} of these files and options, with what buyers trust. */
  CommandLines.Run verify(String... filesAndOptions) throws IOException {
    List<String> words = new ArrayList<>(List.of("verify"));
    words.addAll(Arrays.asList(filesAndOptions));
    words.addAll(trust());
    return commands.buyer(folder(), words.toArray(String[]::new));
  }

  /** A folder for the files of one attack. */
  Path folder() throws IOException {
    return Files.createTempDirectory(directory, "attack-");
  }

  /** A buyer that no auction has seen yet, with its key and bucket. */
  String newBuyer() {
    String id = name(buyers.incrementAndGet());
    cast.equip(id);
    return id;
  }

  List<String> newBuyers(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(newBuyer());
    }
    return ids;
  }

  /** The policy of that buyer's sheet key, as KMS has it. */
  String keyPolicy(String buyer) {
    String key = cast.sheetKey(buyer);
    return commands.kms(buyer).getKeyPolicy(get -> get.keyId(key).policyName("default")).policy();
  }

  /** The same, read: where the key is pinned. */
  SheetKeyPolicy policyOf(String buyer) throws ForeignPolicyException {
    return SheetKeyPolicy.parse(keyPolicy(buyer));
  }

  /** An id of its own, as long as every other. */
  String newAuctionId() {
    return String.format(Locale.ROOT, "attack-%03d", auctions.incrementAndGet());
  }

  /** Terms of one lot for the system's own enclave: highest wins, first price, lottery. */
  TermsDraft draft(String auctionId, List<String> ids, Instant closesAt) {
    return new TermsDraft(
        auctionId,
        "Attacked",
        Direction.HIGHEST_WINS,
        Attacks.genuine(system),
        LocalNames.DECRYPT_ROLE,
        List.of("lot-1"),
        cast.parties(ids, auctionId),
        closesAt,
        TO_RESOLVE);
  }

  /** Those terms, changed. */
  static byte[] changed(byte[] terms, Consumer<ObjectNode> change) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(terms);
    change.accept(json);
    return json.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  /** How terms list that buyer. */
  static ObjectNode entry(ObjectNode terms, int index) {
    return (ObjectNode) terms.required("buyers").required(index);
  }

  /** The id of that buyer in terms. */
  static String buyer(ObjectNode terms, int index) {
    return entry(terms, index).required("id").asString();
  }

  /** Terms that require those buyers. */
  static Consumer<ObjectNode> requiring(int... indexes) {
    return terms -> {
      ArrayNode required = terms.putArray("required");
      Arrays.stream(indexes).forEach(index -> required.add(buyer(terms, index)));
    };
  }

  /** An auction of fresh buyers in the system's enclave that has just closed. */
  Staged stage(int count, WhileOpen whileOpen) throws Exception {
    return stage(count, terms -> {}, whileOpen);
  }

  /**
   * An auction of fresh buyers in the system's enclave that has just closed. If it closed before
   * everything was done that should be done while it was open, the machine is busy: it is done
   * again in another auction, with twice the time.
   */
  Staged stage(int count, Consumer<ObjectNode> terms, WhileOpen whileOpen) throws Exception {
    EnclaveLine line = EnclaveLine.to(system.enclave());
    return stage(
        json -> CommandLines.opened(commands.parent().open(json)),
        line::ask,
        count,
        terms,
        whileOpen);
  }

  /** The same in an enclave of the attacker's own. */
  Staged stage(HostileEnclave enclave, int count, WhileOpen whileOpen) throws Exception {
    return stage(enclave::open, enclave::ask, count, terms -> {}, whileOpen);
  }

  /** An auction of one fresh buyer, who has bid, that has just closed: the least that resolves. */
  Staged stageOneBid() throws Exception {
    return stage(1, open -> open.bids(open.buyer(0), "50"));
  }

  private Staged stage(
      Opener opener, Staged.Line line, int count, Consumer<ObjectNode> terms, WhileOpen whileOpen)
      throws Exception {
    for (int tries = 1; ; tries++) {
      List<String> ids = newBuyers(count);
      long window = windowMillis.get();
      Instant closesAt = Instant.now().plusMillis(window);
      try {
        byte[] json = changed(draft(newAuctionId(), ids, closesAt).json(), terms);
        Staged auction = new Staged(this, opener.open(json), ids, line);
        whileOpen.act(auction);
        if (auction.isOpen() || tries == TRIES) {
          auction.awaitClosing();
          return auction;
        }
      } catch (Exception | AssertionError e) {
        if (Instant.now().isBefore(closesAt) || tries == TRIES) {
          throw e;
        }
      }
      windowMillis.accumulateAndGet(window * 2, Math::max);
    }
  }

  @Override
  public void close() throws IOException {
    decryptRole.close();
    commands.close();
    system.close();
    delete(directory);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
