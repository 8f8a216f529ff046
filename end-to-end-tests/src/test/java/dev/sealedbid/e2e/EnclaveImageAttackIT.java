package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.OpeningByHand.DENIED;
import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.ManagedProcess;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.enclave.LaunchFlags;
import dev.sealedbid.enclave.Main;
import dev.sealedbid.enclave.failure.ExitCode;
import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** Other enclaves than the trusted one, how buyers are shown them, and what is done to its own. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks with other enclaves")
class EnclaveImageAttackIT {
  private static final String ATTACH_IS_OFF = "-XX:+DisableAttachMechanism";
  private static final int MEASURED = 4;
  private static final long PATIENCE_SECONDS = 600;

  private final AttackRange range;

  EnclaveImageAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Starts the genuine code with a flag less, to attach (G2): PCR0 and PCR1 differ")
  void anotherFlag() throws Exception {
    EnclaveSpec genuine = range.system().blueprint().spec();
    List<String> flags = new ArrayList<>(genuine.jvmFlags());
    assertThat(flags.remove(ATTACH_IS_OFF)).isTrue();
    OpenAuction[] own = new OpenAuction[1];
    byte[][] sheet = new byte[1][];
    try (HostileEnclave changed = range.launch(genuine.withJvmFlags(flags))) {
      Staged auction =
          range.stage(
              2,
              open -> {
                assertRefused(
                    changed.ask(new Request.Open(open.termsBytes())), ErrorCode.WRONG_MEASUREMENTS);
                own[0] = changed.open(naming(open.termsBytes(), changed.measurements()));
                try (LyingParent liar = before(showing(open, own[0], changed))) {
                  assertRefused(
                      open.bid(open.buyer(0), "50", "--parent", liar.url()),
                      3,
                      "the terms name another enclave than --measurements: PCR0, PCR1 differ");
                }
                assertThat(range.policyOf(open.buyer(0)).pin()).isEmpty();
                // A buyer that doesn't look at the enclave trusts the image in its policy alone.
                CarelessBuyer careless = open.careless(open.buyer(1));
                careless.pin(own[0], Attacks.genuine(range.system()));
                sheet[0] = careless.seal(own[0], open.buyer(1), 1, 9_000);
                assertThat(changed.submit(own[0].session(), open.buyer(1), sheet[0]))
                    .isInstanceOf(Reply.StatementReply.class);
                open.bids(open.buyer(0), "50");
              });
      // Its memory can be read, but there will be nothing in it.
      assertThat(jcmd(changed.launched().pid(), "VM.version")).isZero();
      try (Credentials credentials = range.decryptRole().credentials()) {
        assertKmsRefused(
            changed.resolve(own[0].session(), List.of(sheet[0]), credentials),
            DENIED,
            auction.buyer(1));
      }
      auction.resolvesTo(auction.buyer(0));
    }
  }

  @Attack
  @DisplayName("… with other settings, or one jar more before the others (G2): KMS refuses both")
  void otherSettingsOrOneJarMore() throws Exception {
    EnclaveSpec genuine = range.system().blueprint().spec();
    Path settings = range.folder().resolve("enclave-settings.json");
    Files.writeString(settings, Files.readString(genuine.settingsFile()) + "\n");
    List<Path> jars = new ArrayList<>(genuine.classPath());
    jars.add(0, genuine.classPath().get(genuine.classPath().size() - 1));
    List<Pcrs> others =
        List.of(
            range.system().aws().measure(genuine.withSettingsFile(settings)),
            range.system().aws().measure(genuine.withClassPath(jars)));
    Staged auction = range.stageOneBid();
    OpeningByHand opening = OpeningByHand.of(range, auction, auction.buyer(0)).requireGranted();
    for (Pcrs pcrs : others) {
      assertThat(opening.showing(OpeningByHand.signed(range, pcrs)).byDecryptRole())
          .contains(DENIED);
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName(
      "Publishes measurements of another image than the sources make (G2): measured, refused")
  void measurementsOfAnotherImage() throws Exception {
    EnclaveSpec genuine = range.system().blueprint().spec();
    List<Path> jars = new ArrayList<>(genuine.classPath());
    jars.add(genuine.classPath().get(0));
    try (HostileEnclave doctored = range.launch(genuine.withClassPath(jars))) {
      Map<String, String> published = doctored.measurements();
      // Whoever builds the sources and measures what they make has other numbers.
      assertThat(HostileEnclave.measurements(range.system().aws().measure(genuine)))
          .isEqualTo(Attacks.genuine(range.system()))
          .isNotEqualTo(published);
      Staged auction =
          range.stage(
              1,
              open -> {
                OpenAuction own = doctored.open(naming(open.termsBytes(), published));
                try (LyingParent liar = before(showing(open, own, doctored))) {
                  assertRefused(
                      open.bid(open.buyer(0), "50", "--parent", liar.url()),
                      3,
                      "the terms name another enclave than --measurements: PCR0");
                }
                assertThat(range.policyOf(open.buyer(0)).pin()).isEmpty();
                open.bids(open.buyer(0), "50");
              });
      // Nor does it help to publish the genuine ones: KMS sees what runs.
      OpeningByHand opening = OpeningByHand.of(range, auction, auction.buyer(0)).requireGranted();
      byte[] document = OpeningByHand.signed(range, doctored.launched().measurements());
      assertThat(opening.showing(document).byDecryptRole()).contains(DENIED);
      auction.resolvesTo(auction.buyer(0));
    }
  }

  @Attack
  @DisplayName("Shows a buyer an enclave that isn't the trusted one (G2, G7): the live opening")
  void anotherEnclave() throws Exception {
    Staged auction = range.stageOneBid();
    Staged shown = auction.another();
    for (int i = 0; i < MEASURED; i++) {
      try (LyingParent liar = before(attestedBy(shown, changed(i)))) {
        CommandLines.Run run = shown.bid(shown.buyer(0), "50", "--parent", liar.url());
        assertRefused(run, 3, "OTHER_ENCLAVE");
        assertThat(run.err()).contains("PCR" + i);
      }
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Shows a replayed opening of a dead session (G4): the buyer's own nonce")
  void replayedOpening() throws Exception {
    OpenAuction[] alive = new OpenAuction[1];
    Staged auction =
        range.stage(
            1,
            open -> {
              byte[] nonce = new byte[32];
              range.random().nextBytes(nonce);
              AttestedStatementView live =
                  range.commands().parent().attestOpening(open.id(), nonce);
              AuctionView dead = range.commands().parent().auction(open.id());
              open.voidIt();
              alive[0] = CommandLines.opened(range.commands().parent().open(open.termsBytes()));
              try (LyingParent liar = before(replaying(open, dead, live))) {
                CommandLines.Run run = open.bid(open.buyer(0), "50", "--parent", liar.url());
                assertRefused(run, 3, "the opening doesn't verify (ATTESTATION)");
                assertThat(run.err()).contains("nonce");
              }
              assertThat(range.policyOf(open.buyer(0)).pin()).isEmpty();
              open.bids(open.buyer(0), "50");
            });
    assertThat(auction.session()).isNotEqualTo(alive[0].session());
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Runs the enclave in debug mode (G2): it ends; nobody takes zeros for measurements")
  void debugMode() throws Exception {
    LaunchedEnclave debug =
        range.system().aws().launchEnclaveInDebugMode(range.system().blueprint().spec());
    Map<String, String> zeros = HostileEnclave.measurements(debug.measurements());
    assertThat(zeros.values()).hasSize(MEASURED).containsOnly("0".repeat(96));
    Path file = MeasurementsFile.write(range.folder().resolve("zeros.json"), zeros);
    Staged auction = range.stageOneBid();
    Staged shown = auction.another();
    byte[] terms = naming(shown.termsBytes(), zeros);
    assertThat(refusal(() -> range.commands().parent().open(terms)))
        .isEqualTo(ErrorCode.INVALID_TERMS.name());
    assertRefused(shown.ask(new Request.Open(terms)), ErrorCode.INVALID_TERMS);
    try (LyingParent liar = before(LyingParent.showing(shown, terms))) {
      assertRefused(shown.bid(shown.buyer(0), "50", "--parent", liar.url()), 3, "in debug mode");
    }
    try (LyingParent liar = before(attestedBy(shown, debug.measurements()))) {
      assertRefused(shown.bid(shown.buyer(0), "50", "--parent", liar.url()), 3, "ATTESTATION");
    }
    assertRefused(bidTrusting(shown, file), 2, "can't be used");
    OpeningByHand opening = OpeningByHand.of(range, auction, auction.buyer(0)).requireGranted();
    byte[] document = OpeningByHand.signed(range, debug.measurements());
    assertThat(opening.showing(document).byDecryptRole()).contains("ValidationException");
    assertEnded(debug);
    auction.resolvesTo(auction.buyer(0));
  }

  private static void assertEnded(LaunchedEnclave enclave) throws Exception {
    if (enclave.process().isPresent()) {
      enclave.process().get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(Files.readString(enclave.log())).contains("that of a debug-mode enclave");
    EnclaveLine line = EnclaveLine.to(enclave);
    assertThatThrownBy(() -> line.ask(new Request.Attest(new byte[32])))
        .isInstanceOf(IOException.class);
  }

  private CommandLines.Run bidTrusting(Staged open, Path measurements) {
    String buyer = open.buyer(0);
    return range
        .commands()
        .buyer(
            range.cast().bidder(buyer).directory(),
            "bid",
            open.id(),
            "--profile",
            buyer,
            "--measurements",
            measurements.toString(),
            "--root",
            range.system().addresses().nitroRoot(),
            "--yes",
            "--none");
  }

  @Attack
  @DisplayName(
      "Changes the program by its environment (G2): the enclave ends, and a local one has a locale"
          + " alone")
  void environment() throws Exception {
    Path ofItsProcess = Path.of("/proc/" + range.system().enclave().pid() + "/environ");
    // The local hypervisor's own: so that a folder's name may have any letter.
    assertThat(Files.readString(ofItsProcess)).isEqualTo("LC_ALL=C.UTF-8\0");
    // The program that ships, started by hand as the image's init starts it.
    Path log = range.folder().resolve("main.log");
    for (Map<String, String> hook :
        List.of(
            Map.of("JAVA_TOOL_OPTIONS", "-Dattacked=yes"),
            Map.of("LD_PRELOAD", "/nowhere/attacker.so"),
            Map.of("CLASSPATH", "/nowhere/attacker.jar"),
            Map.of("LC_ALL", "C.UTF-8"),
            Map.of("A_NAME_THAT_NOBODY_LISTS", "secret-value"))) {
      assertThat(exitWith(hook, log)).as("%s", hook).isEqualTo(ExitCode.ENVIRONMENT.number());
      assertThat(Files.readString(log))
          .contains("the environment holds " + hook.keySet().iterator().next())
          .doesNotContain("secret-value");
    }
    // Without them it goes on, to the next thing that this machine doesn't have.
    assertThat(exitWith(Map.of(), log)).isEqualTo(ExitCode.ENTROPY_SOURCE.number());
  }

  private int exitWith(Map<String, String> environment, Path log) throws Exception {
    Installation installation = Installation.locate();
    ProcessBuilder builder =
        new ProcessBuilder(
            ManagedProcess.java(
                installation.hostJava(),
                LaunchFlags.shipped(),
                installation.enclave(),
                Main.class.getName(),
                List.of()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return end(builder, log);
  }

  @Attack
  @DisplayName("Reads the enclave's memory by attaching or dumping (G1): attach is off")
  void attach() throws Exception {
    long enclave = range.system().enclave().pid();
    Path dump = range.folder().resolve("enclave.hprof");
    Staged auction = range.stageOneBid();
    // Acknowledged, not yet resolved: all that it has is in its memory.
    assertThat(jcmd(enclave, "VM.version")).isNotZero();
    assertThat(jcmd(enclave, "GC.heap_dump", dump.toString())).isNotZero();
    assertThat(dump).doesNotExist();
    // The same of another process of this user works.
    assertThat(jcmd(ProcessHandle.current().pid(), "VM.version")).isZero();
    auction.resolvesTo(auction.buyer(0));
    assertThat(range.system().enclave().pid()).isEqualTo(enclave);
    assertThat(range.system().isAlive()).isTrue();
  }

  private int jcmd(long process, String... command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add("-J-Dsun.tools.attach.attachTimeout=3000");
    line.add(Long.toString(process));
    line.addAll(List.of(command));
    return end(new ProcessBuilder(line), range.folder().resolve("jcmd.log"));
  }

  private static int end(ProcessBuilder builder, Path log) throws Exception {
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private LyingParent before(LyingParent.Lie lie) throws IOException {
    return LyingParent.before(range.system().parent(), lie);
  }

  /** The auction is shown as it is in the other enclave, which attests its opening live. */
  private static LyingParent.Lie showing(Staged open, OpenAuction own, HostileEnclave enclave) {
    LyingParent.Lie terms = LyingParent.showing(open, own.document().bytes());
    return (call, answer) -> {
      terms.tell(call, answer);
      if (isAuction(open, call)) {
        answer.put("sessionId", own.session().hex());
        put(answer.putObject("opening"), own.opening());
      }
      if (isOpening(open, call)) {
        put(answer, live(enclave, own, document(answer).nonce().orElseThrow()));
      }
    };
  }

  private static AttestedStatement live(HostileEnclave enclave, OpenAuction own, byte[] nonce) {
    try {
      Reply reply = enclave.ask(new Request.AttestOpening(own.session(), nonce));
      return ((Reply.StatementReply) reply).statement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same statement, with the buyer's nonce, as an enclave of those measurements attests it. */
  private LyingParent.Lie attestedBy(Staged open, Pcrs pcrs) {
    return (call, answer) -> {
      if (isOpening(open, call)) {
        AttestationDocument genuine = document(answer);
        byte[] document =
            range
                .system()
                .aws()
                .signDocument(
                    pcrs,
                    AttestationRequest.ofUserData(genuine.userData().orElseThrow())
                        .withNonce(genuine.nonce().orElseThrow()));
        answer.put("attestation", Base64.getEncoder().encodeToString(document));
      }
    };
  }

  private static LyingParent.Lie replaying(
      Staged open, AuctionView dead, AttestedStatementView live) {
    return (call, answer) -> {
      if (isAuction(open, call)) {
        answer.put("sessionId", dead.sessionId());
        put(answer.putObject("opening"), dead.opening());
      }
      if (isOpening(open, call)) {
        put(answer, live);
      }
    };
  }

  private static boolean isAuction(Staged open, String call) {
    return call.equals("GET " + open.path());
  }

  private static boolean isOpening(Staged open, String call) {
    return call.equals("POST " + open.path() + "/opening");
  }

  private static void put(ObjectNode answer, AttestedStatement statement) {
    put(answer, AttestedStatementView.of(statement.statement(), statement.attestation()));
  }

  private static void put(ObjectNode answer, AttestedStatementView view) {
    answer.put("statement", view.statement()).put("attestation", view.attestation());
  }

  private static AttestationDocument document(ObjectNode answer) {
    try {
      return AttestationDocument.parse(
          Base64.getDecoder().decode(answer.required("attestation").asString()));
    } catch (AttestationFormatException e) {
      throw new IllegalStateException("the enclave attested nonsense", e);
    }
  }

  /** The genuine measurements but for one bit of one of them. */
  private Pcrs changed(int index) {
    Pcrs genuine = range.system().enclave().measurements();
    Map<Integer, byte[]> values = new TreeMap<>();
    for (int i : genuine.indexes()) {
      values.put(i, genuine.value(i).orElseThrow());
    }
    byte[] value = genuine.value(index).orElseThrow();
    value[0] ^= 1;
    values.put(index, value);
    return Pcrs.of(values);
  }

  private static byte[] naming(byte[] terms, Map<String, String> measurements) {
    return AttackRange.changed(
        terms, json -> measurements.forEach(json.withObject("/measurements")::put));
  }
}
