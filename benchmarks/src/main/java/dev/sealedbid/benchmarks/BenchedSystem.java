package dev.sealedbid.benchmarks;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.Policies;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The system on this machine as the benchmarks use it: the demo's own, with all buyers in one
 * account.
 */
final class BenchedSystem implements AutoCloseable {
  /** Of all buyers. */
  static final String ACCOUNT = LocalNames.buyerAccount(0);

  /** Of all buyers. */
  public static final String BUCKET = "sheets-" + ACCOUNT;

  private static final String BUYER = "buyers";

  private final LocalSystem system;
  private final CommandLines commands;

  private BenchedSystem(LocalSystem system) {
    this.system = system;
    system.profiles().put(BUYER, LocalNames.REGION, system.place().makeBuyer(ACCOUNT, BUYER));
    system.profiles().write();
    this.commands = new CommandLines(system);
    system.aws().createBucket(ACCOUNT, BUCKET);
    s3().putBucketPolicy(put -> put.bucket(BUCKET).policy(Policies.bucket(BUCKET)));
  }

  /** Starts everything in a folder of its own, and tells on {@code out}. */
  public static BenchedSystem start(Path directory, PrintStream out) {
    LocalSystem system =
        LocalSystem.start(
            Installation.locate(), LocalSystem.Options.ephemeral(directory), new Story(out, true));
    return new BenchedSystem(system);
  }

  /** The built tree. */
  public static Path home() {
    return Installation.locate().home();
  }

  /** The class path of the enclave. */
  public static List<Path> enclaveClassPath() {
    return Installation.locate().enclave();
  }

  /** Where runs keep their state. */
  public static Path state() {
    return Installation.locate().state();
  }

  /** Runs another program in the enclave's place from here on. */
  public void replaceEnclave(UnaryOperator<EnclaveSpec> change) {
    system.replaceEnclave(change.apply(system.blueprint().spec()));
  }

  /** A new enclave of the same program: its peak of memory begins anew. */
  public void restartEnclave() {
    system.restartEnclave();
  }

  /** The enclave's process. */
  public long enclavePid() {
    return system.enclave().pid();
  }

  /** The PCRs of the enclave that runs, as terms name them. */
  public Map<String, String> measurements() {
    return Attacks.genuine(system);
  }

  /** Terms of that many lots, closing then, for these sheet keys in buyer order. */
  public byte[] terms(String id, int lots, List<String> keys, Instant closesAt) {
    List<String> lotIds = new ArrayList<>();
    for (int i = 1; i <= lots; i++) {
      lotIds.add("lot-" + i);
    }
    List<TermsDraft.Party> parties = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      parties.add(new TermsDraft.Party(buyer(i), keys.get(i), BUCKET, ACCOUNT, objectKey(id, i)));
    }
    return new TermsDraft(
            id,
            "Benchmark",
            Direction.HIGHEST_WINS,
            measurements(),
            LocalNames.DECRYPT_ROLE,
            lotIds,
            parties,
            closesAt,
            Duration.ofHours(6))
        .json();
  }

  /** The n-th buyer's id, from 0. */
  public static String buyer(int n) {
    return "buyer-" + (n + 1);
  }

  /** Where the n-th buyer's sheet lies. */
  public static String objectKey(String auction, int n) {
    return auction + "/" + buyer(n);
  }

  /** Who may decrypt in the enclave. */
  public static String decryptRole() {
    return LocalNames.DECRYPT_ROLE;
  }

  /** KMS answers so much later from here on. */
  public void delayKms(Duration delay) {
    system.aws().delayKms(delay);
  }

  /** The parent's REST API. */
  public ParentClient parent() {
    return commands.parent();
  }

  /** Its address. */
  public URI parentUri() {
    return system.parent();
  }

  /** KMS as the buyers' principal. */
  public KmsClient kms() {
    return commands.kms(BUYER);
  }

  /** S3 as the buyers' principal. */
  public S3Client s3() {
    return commands.s3(BUYER);
  }

  /** The Region of everything. */
  public static Region region() {
    return Region.of(LocalNames.REGION);
  }

  /** Verifies a receipt as {@code buyer-cli} does. */
  public void verify(Path receipt) throws IOException {
    Path measurements = receipt.resolveSibling("measurements.json");
    MeasurementsFile.write(measurements, measurements());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("verify", receipt.toString(), "--measurements", measurements.toString()));
    arguments.addAll(system.trust());
    commands.buyer(system.directory(), arguments.toArray(String[]::new)).orFail("verify");
  }

  @Override
  public void close() {
    commands.close();
    system.close();
  }
}
