package dev.sealedbid.buyer;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsConnections;
import dev.sealedbid.buyer.aws.AwsSettings;
import dev.sealedbid.buyer.aws.Trail;
import dev.sealedbid.buyer.aws.TrailUnavailableException;
import dev.sealedbid.buyer.command.BuyerServices;
import dev.sealedbid.buyer.command.Pause;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Reminders;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.nitro.attestation.Pcrs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** An embedded AWS with an auctioneer, two buyers, and what they type. */
final class Stage implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";

  private final LocalAws aws;
  private final AwsConnections connections;
  private final Path directory;
  private final Path config;
  private volatile Optional<Trail> trail = Optional.empty();
  private volatile InstantSource clock = InstantSource.system();
  private final AtomicReference<Interruption> interruption = new AtomicReference<>();

  private record Interruption(String operation, Runnable what) {}

  private volatile Duration ahead = Duration.ZERO;
  private volatile Pause pause = Pause.ofThread();

  /** What a command said. */
  record Transcript(int status, String out, String err) {}

  Stage(Path directory) throws IOException {
    this.directory = directory;
    this.aws =
        LocalAws.start(
            LocalAwsConfig.ephemeral(directory.resolve("aws"))
                .withClock(() -> Instant.now().plus(ahead)));
    this.connections = new AwsConnections(16, aws.trustStoreInMemory());
    this.config = directory.resolve("config");
    LocalIam iam = aws.iam();
    iam.createRole(
        ROLE,
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"AWS\":\"arn:aws:iam::999999999999:root\"},\"Action\":\"sts:AssumeRole\"}]}",
        Map.of());
    StringBuilder text = new StringBuilder();
    for (String name : List.of("buyer-1", "buyer-1-sealer", "buyer-2", "seller")) {
      AccessKey key = iam.createUser(account(name), name, LocalIam.ADMINISTRATOR_ACCESS);
      text.append(
          String.format(
              "[profile %s]%naws_access_key_id = %s%naws_secret_access_key = %s%n"
                  + "region = eu-west-1%nservices = local%n%n",
              name, key.accessKeyId(), key.secretAccessKey()));
    }
    String services =
        String.format(
            "[services local]%ns3 =%n  endpoint_url = %s%nkms =%n  endpoint_url = %s%n"
                + "sts =%n  endpoint_url = %s%niam =%n  endpoint_url = %s%ncloudtrail =%n"
                + "  endpoint_url = %s%n",
            aws.s3Endpoint(),
            aws.kmsEndpoint(),
            aws.kmsEndpoint(),
            aws.kmsEndpoint(),
            aws.kmsEndpoint());
    Files.writeString(config, text + services);
    aws.s3().createBucket(account("buyer-1"), "buyer-1-bids");
    aws.s3().createBucket(account("buyer-2"), "buyer-2-bids");
    aws.s3().createBucket(account("seller"), "seller-bids");
    Files.writeString(directory.resolve("measurements.json"), measurementsFile('a'));
    Files.writeString(directory.resolve("other.json"), measurementsFile('9'));
    Files.copy(aws.nitroRootCertificate(), directory.resolve("root.pem"));
  }

  /** The embedded AWS itself: its identities, its faults. */
  LocalAws aws() {
    return aws;
  }

  /** From here on commands wait like this. */
  void pause(Pause how) {
    pause = how;
  }

  /** Has something done when it is that time, or later, for AWS and its hypervisor. */
  <T> T at(Instant time, Supplier<T> action) {
    ahead = Duration.between(Instant.now(), time.plusSeconds(1));
    try {
      return action.get();
    } finally {
      ahead = Duration.ZERO;
    }
  }

  /** From here on the audit trail of every key has this event, too. */
  void trailShows(String event) {
    Trail real = clients("buyer-1").trail("eu-west-1");
    trail =
        Optional.of(
            resource -> {
              List<String> events = new ArrayList<>(real.eventsOf(resource));
              events.add(event);
              return events;
            });
  }

  /** From here on no audit trail shows events of this name. */
  void trailLacks(String... names) {
    Trail real = clients("buyer-1").trail("eu-west-1");
    trail =
        Optional.of(
            resource ->
                real.eventsOf(resource).stream()
                    .filter(
                        event ->
                            Stream.of(names)
                                .noneMatch(name -> event.contains("\"eventName\":\"" + name)))
                    .toList());
  }

  /** From here on the audit trail can't be read. */
  void trailFails() {
    trail =
        Optional.of(
            resource -> {
              throw new TrailUnavailableException("CloudTrail answered AccessDenied", null);
            });
  }

  /** From here on a user may do these actions by its identity policy, and no others. */
  void allow(String user, String... actions) {
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\","
            + "\"sts:*\",\""
            + String.join("\",\"", actions)
            + "\"],\"Resource\":\"*\"}]}";
    aws.iam().putUserPolicy("arn:aws:iam::" + account(user) + ":user/" + user, "inline", policy);
  }

  /** From here on this action is denied to a user by a policy of its own. */
  void deny(String user, String action) {
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\""
            + action
            + "\",\"Resource\":\"*\"}]}";
    aws.iam().putUserPolicy("arn:aws:iam::" + account(user) + ":user/" + user, "denied", policy);
  }

  /** From here on the machines' clocks say this. */
  void clock(InstantSource shown) {
    clock = shown;
  }

  /** Right before the next such call of KMS by a command, this happens. */
  void before(String operation, Runnable what) {
    interruption.set(new Interruption(operation, what));
  }

  /** The embedded AWS's own trail again. */
  void trailIsReal() {
    trail = Optional.empty();
  }

  static String account(String name) {
    return name.startsWith("buyer-1")
        ? "111111111101"
        : name.equals("seller") ? "111111111103" : "111111111102";
  }

  AwsClients clients(String profile) {
    return connections.clients(settings(profile));
  }

  /** Runs a command as nobody's terminal. */
  Transcript run(String... arguments) {
    return run(Optional.empty(), arguments);
  }

  /** Runs a command for a person who answers. */
  Transcript answer(String answer, String... arguments) {
    return run(Optional.of(answer), arguments);
  }

  private Transcript run(Optional<String> answer, String... arguments) {
    return run(answer, directory, arguments);
  }

  private Transcript run(Optional<String> answer, Path machine, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(answer.orElse("").getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("AWS_CONFIG_FILE", config.toString(), "NO_COLOR", "1"),
            machine,
            answer.isPresent(),
            Reminders.never());
    BuyerServices services =
        new BuyerServices(
            this::observed, ParentClient::httpClient, clock, new SecureRandom(), pause);
    int status = new BuyerCommand(services).execute(List.of(arguments), terminal);
    return new Transcript(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  ScriptedParent parent(TermsDocument terms, SessionId session) throws IOException {
    return new ScriptedParent(aws, terms, session, pcrs('a'), this::fetch);
  }

  /** Terms with three lots and two buyers, closing in so many minutes. */
  static TermsDocument terms(String auctionId, int minutes, String key1, String key2)
      throws Exception {
    Instant closesAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60L * minutes);
    String json =
        """
        {"version":1,"id":"%s","title":"Riverside flats","currency":{"code":"EUR","scale":2},
         "measurements":{"PCR0":"%s","PCR1":"%s","PCR2":"%s","PCR3":"%s"},"decryptRole":"%s",
         "lots":[{"id":"lot-1","description":"Flat 1"},{"id":"lot-2","step":100},
                 {"id":"lot-3","admitted":["buyer-2"]}],
         "rule":"FIRST_PRICE","direction":"HIGHEST_WINS","tieBreak":"LOTTERY",
         "closesAt":"%s","resolveBy":"%s",
         "buyers":[%s,%s],"required":[],"disclosure":"WINNERS_ONLY","keyGone":"ABORT"}"""
            .formatted(
                auctionId,
                "a".repeat(96),
                "b".repeat(96),
                "c".repeat(96),
                "d".repeat(96),
                ROLE,
                closesAt,
                closesAt.plusSeconds(3600),
                buyer(auctionId, "buyer-1", key1),
                buyer(auctionId, "buyer-2", key2));
    return TermsDocument.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The same terms with some text replaced: text, replacement, text, replacement … */
  static TermsDocument edited(TermsDocument terms, String... replacements) throws Exception {
    String json = new String(terms.bytes(), StandardCharsets.UTF_8);
    for (int i = 0; i < replacements.length; i += 2) {
      if (!json.contains(replacements[i])) {
        throw new IllegalArgumentException("no " + replacements[i] + " in the terms");
      }
      json = json.replace(replacements[i], replacements[i + 1]);
    }
    return TermsDocument.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Another machine of the same people: another place for files. */
  Path otherMachine(String name) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name));
    for (String file : List.of("measurements.json", "root.pem")) {
      Files.copy(directory.resolve(file), place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return place;
  }

  /** Runs a command there. */
  Transcript runOn(Path machine, String... arguments) {
    return run(Optional.empty(), machine, arguments);
  }

  private static String buyer(String auctionId, String id, String key) {
    return """
        {"id":"%s","sheetKey":"%s","bucket":"%s-bids","bucketRegion":"eu-west-1",
         "bucketOwner":"%s","objectKey":"%s/sheet"}"""
        .formatted(id, key, id, account(id), auctionId);
  }

  Path directory() {
    return directory;
  }

  private AwsClients observed(AwsSettings settings) {
    AwsClients real = connections.clients(settings);
    Optional<Trail> replaced = trail;
    return new Observed(real, replaced, interruption);
  }

  private record Observed(
      AwsClients real, Optional<Trail> shown, AtomicReference<Interruption> interruption)
      implements AwsClients {
    @Override
    public KmsClient kms(String region) {
      KmsClient kms = real.kms(region);
      return (KmsClient)
          Proxy.newProxyInstance(
              KmsClient.class.getClassLoader(),
              new Class<?>[] {KmsClient.class},
              (proxy, method, arguments) -> {
                Interruption next = interruption.get();
                if (next != null
                    && next.operation().equals(method.getName())
                    && interruption.compareAndSet(next, null)) {
                  next.what().run();
                }
                try {
                  return method.invoke(kms, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public S3Client s3(String region) {
      return real.s3(region);
    }

    @Override
    public StsClient sts(String region) {
      return real.sts(region);
    }

    @Override
    public IamClient iam(String region) {
      return real.iam(region);
    }

    @Override
    public Trail trail(String region) {
      return shown.orElseGet(() -> real.trail(region));
    }

    @Override
    public Optional<String> defaultRegion() {
      return real.defaultRegion();
    }
  }

  private AwsSettings settings(String profile) {
    return new AwsSettings(Optional.of(profile), Optional.of(config), Optional.empty());
  }

  private byte[] fetch(Buyer buyer, String version) {
    return clients(buyer.id())
        .s3("eu-west-1")
        .getObjectAsBytes(r -> r.bucket(buyer.bucket()).key(buyer.objectKey()))
        .asByteArray();
  }

  private static String measurementsFile(char pcr0) {
    return """
        {"Measurements":{"HashAlgorithm":"Sha384","PCR0":"%s","PCR1":"%s","PCR2":"%s","PCR3":"%s"}}"""
        .formatted(String.valueOf(pcr0).repeat(96), "b".repeat(96), "c".repeat(96), "d".repeat(96));
  }

  static Pcrs pcrs(char pcr0) {
    return pcrs(pcr0, "d".repeat(96));
  }

  static Pcrs pcrs(char pcr0, String pcr3) {
    List<String> registers =
        List.of(String.valueOf(pcr0).repeat(96), "b".repeat(96), "c".repeat(96), pcr3);
    Map<Integer, byte[]> values = new HashMap<>();
    for (int i = 0; i < registers.size(); i++) {
      values.put(i, dev.sealedbid.core.Sha384.parse(registers.get(i)).bytes());
    }
    return Pcrs.of(values);
  }

  @Override
  public void close() {
    connections.close();
    aws.close();
  }
}
