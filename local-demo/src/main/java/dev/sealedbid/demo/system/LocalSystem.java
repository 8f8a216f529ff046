package dev.sealedbid.demo.system;

import dev.sealedbid.core.frame.Request;
import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.local.LocalAwsAddresses;
import dev.sealedbid.local.LocalAwsClient;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole product on this machine, each part a process of its own: embedded AWS with the local
 * hypervisor, the enclave, the parent. {@link #close} ends all of them; so does this process's end.
 */
public final class LocalSystem implements AutoCloseable {
  /** A part that takes longer hangs; how fast this machine is doesn't matter. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final String ACCEPT_UNSIGNED_EMULATOR = "--accept-unsigned-emulator";
  private static final int QEMU_PARENT_CID = 2;
  private static final int PARENT_CID = 3;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int NONCE_LENGTH = 16;

  private final Installation installation;
  private final Path directory;
  private final Path vsock;
  private final ManagedProcess awsProcess;
  private final LocalAwsAddresses addresses;
  private final LocalAwsClient aws;
  private final AwsPlace place;
  private final AwsProfiles profiles;
  private final EnclaveBlueprint blueprint;
  private final Enclaves enclaves;
  private final List<String> trust;
  private final Teardown teardown;
  private @Nullable ManagedProcess parentProcess;
  private LaunchedEnclave enclave;
  private URI parent;

  /**
   * What to start.
   *
   * @param directory state and logs; emptied first, and no other run's at the same time
   * @param s3Port 0 for any
   * @param kmsPort 0 for any
   * @param parentPort 0 for any
   * @param elsewhere a parent that isn't started here
   * @param qemuImage the enclave image to boot in QEMU; without one, enclaves are processes
   */
  public record Options(
      Path directory,
      int s3Port,
      int kmsPort,
      int parentPort,
      Optional<ParentElsewhere> elsewhere,
      Optional<Path> qemuImage) {
    public Options(Path directory, int s3Port, int kmsPort, int parentPort) {
      this(directory, s3Port, kmsPort, parentPort, Optional.empty());
    }

    public Options(
        Path directory,
        int s3Port,
        int kmsPort,
        int parentPort,
        Optional<ParentElsewhere> elsewhere) {
      this(directory, s3Port, kmsPort, parentPort, elsewhere, Optional.empty());
    }

    public Options inQemu(Path image) {
      return new Options(directory, s3Port, kmsPort, parentPort, elsewhere, Optional.of(image));
    }

    public static Options ephemeral(Path directory) {
      return new Options(directory, 0, 0, 0);
    }
  }

  private LocalSystem(
      Installation installation,
      Options options,
      RunFolder run,
      ManagedProcess awsProcess,
      AwsPlace.Factory place,
      Story story,
      Teardown teardown) {
    this.teardown = teardown;
    this.installation = installation;
    this.directory = options.directory();
    this.awsProcess = awsProcess;
    long begun = System.nanoTime();
    this.addresses = LocalAwsAddresses.parse(awsProcess.awaitReady(START));
    this.aws = LocalAwsClient.of(addresses);
    this.place = place.make(addresses, aws);
    story.did(this.place + ": S3, STS, KMS at " + endpoints().kms(), since(begun));
    trustLocalCa();
    this.profiles = new AwsProfiles(directory, endpoints());
    readNoOtherProfiles();
    boolean ownParent = options.elsewhere().isEmpty();
    this.vsock =
        options.elsewhere().map(ParentElsewhere::sockets).orElseGet(run::path).resolve("vsock");
    makeAuctioneer();
    this.blueprint =
        EnclaveBlueprint.write(
            installation,
            directory,
            endpoints(),
            options.qemuImage().isPresent() ? QEMU_PARENT_CID : PARENT_CID);
    this.enclaves =
        options
            .qemuImage()
            .<Enclaves>map(
                image -> new QemuEnclaves(installation, directory, image, blueprint.settings()))
            .orElseGet(() -> new ProcessEnclaves(aws, blueprint.spec(), directory));
    this.trust =
        options.qemuImage().isPresent()
            ? List.of(ACCEPT_UNSIGNED_EMULATOR)
            : List.of("--root", addresses.nitroRoot());
    teardown.with(enclaves);
    long both = System.nanoTime();
    CompletableFuture<LaunchedEnclave> launching = CompletableFuture.supplyAsync(enclaves::genuine);
    ManagedProcess starting = ownParent ? startParent(options.parentPort()) : null;
    this.parentProcess = starting;
    this.enclave = join(launching);
    link(enclave);
    awaitAnswer(enclave, enclaves.patience());
    story.did(
        "enclave " + enclave.cid() + ", " + enclaves.what() + ", measured and started",
        since(both));
    this.parent =
        starting == null
            ? options.elsewhere().orElseThrow().uri()
            : URI.create(starting.awaitReady(START));
    story.did("parent at " + parent, since(both));
  }

  /**
   * Starts everything and waits until it answers.
   *
   * @throws DemoFailedException naming the part that did not start; nothing is left running
   */
  public static LocalSystem start(Installation installation, Options options, Story story) {
    return start(installation, options, EmbeddedAws::new, story);
  }

  /**
   * The same with AWS somewhere else; the hypervisor stays the embedded one.
   *
   * @throws DemoFailedException naming the part that did not start; nothing is left running
   */
  public static LocalSystem start(
      Installation installation, Options options, AwsPlace.Factory place, Story story) {
    Teardown teardown = new Teardown();
    try {
      teardown.with(StateFolder.take(options.directory()));
      RunFolder run = teardown.with(RunFolder.of(options.directory()));
      ManagedProcess awsProcess =
          teardown.with(
              ManagedProcess.start(
                  "embedded AWS",
                  ManagedProcess.java(
                      installation.awsJava(),
                      JvmFlags.localAws(run.path()),
                      installation.localAws(),
                      "dev.sealedbid.local.LocalAwsMain",
                      awsArguments(options)),
                  Map.of(),
                  logs(options.directory()).resolve("aws.log")));
      return new LocalSystem(installation, options, run, awsProcess, place, story, teardown);
    } catch (RuntimeException e) {
      teardown.close();
      throw e;
    }
  }

  private static List<String> awsArguments(Options options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--state", options.directory().resolve("aws").toString(),
                "--s3-port", Integer.toString(options.s3Port()),
                "--kms-port", Integer.toString(options.kmsPort())));
    if (options.qemuImage().isPresent()) {
      arguments.add(ACCEPT_UNSIGNED_EMULATOR);
    }
    return arguments;
  }

  private static Path logs(Path directory) {
    return directory.resolve("logs");
  }

  /** For the clients in this process; the SDK's own use the JVM's trust store. */
  public void trustLocalCa() {
    System.setProperty("javax.net.ssl.trustStore", endpoints().trustStore().toString());
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
  }

  /**
   * Each of the SDK's clients reads the default files, too, whatever files it was given: they are
   * named to be where nothing is. A broken {@code ~/.aws/config} is no business of this system.
   */
  private void readNoOtherProfiles() {
    Path nothing = directory.resolve("no-other-profiles");
    System.setProperty("aws.configFile", nothing.toString());
    System.setProperty("aws.sharedCredentialsFile", nothing.toString());
  }

  private void makeAuctioneer() {
    profiles.put("auctioneer", place.makeAuctioneer());
    profiles.write();
  }

  private ManagedProcess startParent(int port) {
    return startParent("parent", vsock, port);
  }

  /**
   * Starts a parent with the system's own role and bucket.
   *
   * @param name of its log
   * @param vsock where its enclave's link is
   * @param port 0 for any
   */
  public ManagedProcess startParent(String name, Path vsock, int port) {
    return startParent(name, vsock, port, List.of(), Map.of());
  }

  /**
   * The same with other flags for Java, and more in its environment.
   *
   * @param flags stand behind the usual ones, and so win
   * @param more goes before what every parent has there
   */
  public ManagedProcess startParent(
      String name, Path vsock, int port, List<String> flags, Map<String, String> more) {
    return teardown.with(
        ManagedProcess.start(
            "the " + name,
            ManagedProcess.java(
                installation.hostJava(),
                Stream.concat(JvmFlags.parent(endpoints()).stream(), flags.stream()).toList(),
                installation.parent(),
                "dev.sealedbid.demo.system.ParentProcess",
                List.of(
                    directory.resolve(name + "-url").toString(),
                    "--server.port=" + port,
                    "--sealed-bid.enclave=unix:" + vsock + ":" + LocalNames.ENCLAVE_PORT,
                    "--sealed-bid.kms-proxy.listen=unix:" + vsock + ":" + LocalNames.PROXY_PORT,
                    "--sealed-bid.kms-proxy.allow="
                        + endpoints().kms().getHost()
                        + ":"
                        + endpoints().kms().getPort(),
                    "--sealed-bid.bucket=" + LocalNames.AUCTIONEER_BUCKET,
                    "--sealed-bid.decrypt-role=" + LocalNames.DECRYPT_ROLE)),
            parentEnvironment(more),
            logs(directory).resolve(name + ".log")));
  }

  private Map<String, String> parentEnvironment(Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(profiles.environment());
    environment.put("AWS_PROFILE", "auctioneer");
    environment.putAll(more);
    return environment;
  }

  /**
   * Each enclave has a socket of its own; the parent knows one path. A link leads from that path to
   * the enclave of now, and one from the enclave to where the parent's proxy listens.
   */
  private void link(LaunchedEnclave to) {
    link(vsock, to);
  }

  public static void link(Path vsock, LaunchedEnclave to) {
    try {
      Files.deleteIfExists(vsock);
      Files.createSymbolicLink(vsock, to.vsock());
      Path proxy = sibling(vsock, LocalNames.PROXY_PORT);
      Files.createSymbolicLink(sibling(to.vsock(), LocalNames.PROXY_PORT), proxy);
    } catch (IOException e) {
      throw new DemoFailedException("can't link the enclave's sockets", e);
    }
  }

  private static Path sibling(Path socket, int port) {
    return socket.resolveSibling(socket.getFileName() + "_" + port);
  }

  /** Ends the enclave, as the auctioneer may at any time, and starts another of the same image. */
  public void restartEnclave() {
    enclaves.kill(enclave);
    enclave = enclaves.genuine();
    link(enclave);
    awaitAnswer(enclave, enclaves.patience());
  }

  /** Ends the enclave and starts another program in its place, which benchmarks compare it with. */
  public void replaceEnclave(EnclaveSpec other) {
    enclaves.kill(enclave);
    enclave = aws.launchEnclave(other);
    link(enclave);
    awaitAnswer(enclave, enclaves.patience());
  }

  /** The hypervisor has started it; now it must answer a frame, not just listen. */
  public static void awaitAnswer(LaunchedEnclave enclave) {
    awaitAnswer(enclave, START);
  }

  public static void awaitAnswer(LaunchedEnclave enclave, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    EnclaveLine line = EnclaveLine.to(enclave);
    while (true) {
      try {
        line.ask(new Request.Attest(new byte[NONCE_LENGTH]));
        return;
      } catch (IOException e) {
        boolean running = enclave.process().map(ProcessHandle::isAlive).orElse(false);
        if (!running || System.nanoTime() > deadline) {
          throw new DemoFailedException(
              "enclave " + enclave.cid() + " doesn't answer", e, "see " + enclave.log());
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /** Ends the parent as a power cut would, and starts it again on another port. */
  public void restartParent() {
    Objects.requireNonNull(parentProcess, "the parent was started elsewhere").kill();
    try {
      Files.deleteIfExists(sibling(vsock, LocalNames.PROXY_PORT));
    } catch (IOException e) {
      throw new DemoFailedException("can't remove the old proxy's socket", e);
    }
    ManagedProcess next = startParent(0);
    parentProcess = next;
    parent = URI.create(next.awaitReady(START));
  }

  /** Ends with the system, before it. */
  public void closeFirst(AutoCloseable part) {
    teardown.with(part);
  }

  public LocalAwsAddresses addresses() {
    return addresses;
  }

  /** The embedded process: its hypervisor and, if that is the place, its AWS. */
  public LocalAwsClient aws() {
    return aws;
  }

  public AwsPlace place() {
    return place;
  }

  public AwsEndpoints endpoints() {
    return place.endpoints();
  }

  public AwsProfiles profiles() {
    return profiles;
  }

  public EnclaveBlueprint blueprint() {
    return blueprint;
  }

  public LaunchedEnclave enclave() {
    return enclave;
  }

  /** Where enclaves run. */
  public Enclaves enclaves() {
    return enclaves;
  }

  /** What a buyer's command line must be told to believe the enclaves here. */
  public List<String> trust() {
    return trust;
  }

  public URI parent() {
    return parent;
  }

  public Path directory() {
    return directory;
  }

  /** False once a part has ended by itself. */
  public boolean isAlive() {
    return endedForGood().isEmpty() && !enclaveHasEnded();
  }

  /** The part that has ended by itself and without which the system is of no use. */
  Optional<ManagedProcess> endedForGood() {
    if (!awsProcess.isAlive()) {
      return Optional.of(awsProcess);
    }
    return Optional.ofNullable(parentProcess).filter(process -> !process.isAlive());
  }

  /** Whether the enclave has ended; {@link #restartEnclave} starts another. */
  boolean enclaveHasEnded() {
    return !enclave.process().map(ProcessHandle::isAlive).orElse(false);
  }

  @Override
  public void close() {
    teardown.close();
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new DemoFailedException("the enclave did not start", e.getCause(), reason(e));
    }
  }

  private static String reason(CompletionException e) {
    Throwable cause = e.getCause();
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
