package dev.sealedbid.local.hypervisor;

import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts and measures local enclaves.
 *
 * <p>PCR1 is the JVM's files and the launch line, PCR2 the class path in order and the settings,
 * PCR0 both, PCR3 the role of the parent's instance, PCR4 the instance; each in the form of a
 * register that was extended once (SHA-384 over 48 zero bytes and, for PCR0–2, the SHA-384 of the
 * measured data; for PCR3 and PCR4 the text itself). PCR5–15 are zero. Thread-safe.
 */
public final class LocalHypervisor implements AutoCloseable {
  private static final int FIRST_CID = 16;

  private final NitroPki pki;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PayloadForm form;
  private final String instanceId;
  private final AtomicLong nextCid = new AtomicLong(FIRST_CID);
  private final Map<Long, LocalEnclave> enclaves = new ConcurrentSkipListMap<>();

  /**
   * A hypervisor of one local instance, which encodes its documents as AWS does today.
   *
   * @param clock the time that attestation documents state
   */
  public LocalHypervisor(NitroPki pki, InstantSource clock, SecureRandom random) {
    this(pki, clock, random, PayloadForm.INDEFINITE);
  }

  /**
   * A hypervisor of one local instance.
   *
   * @param clock the time that attestation documents state
   * @param form how it encodes them: the older form is for tests of those who read both
   */
  public LocalHypervisor(NitroPki pki, InstantSource clock, SecureRandom random, PayloadForm form) {
    this.pki = pki;
    this.clock = clock;
    this.random = random;
    this.form = form;
    this.instanceId = "i-" + hex(random, 8) + "0";
  }

  /**
   * Copies the enclave's files, measures the copies and starts them.
   *
   * @throws IOException if a file can't be read or the process can't be started
   */
  public LocalEnclave launch(EnclaveSpec spec) throws IOException {
    return launch(spec, false);
  }

  /**
   * Starts an enclave whose PCRs are all zero, as an enclave in debug mode has them.
   *
   * @throws IOException if a file can't be read or the process can't be started
   */
  public LocalEnclave launchInDebugMode(EnclaveSpec spec) throws IOException {
    return launch(spec, true);
  }

  private LocalEnclave launch(EnclaveSpec spec, boolean debug) throws IOException {
    long cid = nextCid.getAndIncrement();
    // In the system's folder for temporary files: a Unix socket's path has at most 107 bytes.
    Path folder = Files.createTempDirectory("sb-enclave-");
    try {
      EnclaveImage image = EnclaveImage.copyInto(spec, folder);
      Map<Integer, byte[]> pcrs = debug ? Measurement.debugPcrs() : image.pcrs(instanceId);
      byte[] token = new byte[NsmWire.TOKEN_LENGTH];
      random.nextBytes(token);
      Path nsmSocket = folder.resolve("nsm");
      NsmServer server = NsmServer.start(nsmSocket, newNsm(pcrs), token);
      try {
        LocalEnclave enclave =
            start(spec, image, cid, folder, nsmSocket, Pcrs.of(pcrs), server, token);
        enclaves.put(cid, enclave);
        CompletableFuture<Void> unused = enclave.process().onExit().thenRun(() -> forget(enclave));
        return enclave;
      } catch (IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      LocalEnclave.delete(folder);
      throw e;
    }
  }

  private static LocalEnclave start(
      EnclaveSpec spec,
      EnclaveImage image,
      long cid,
      Path folder,
      Path nsmSocket,
      Pcrs pcrs,
      NsmServer server,
      byte[] token)
      throws IOException {
    Path vsock = folder.resolve("vsock");
    Path work = Files.createDirectories(folder.resolve("work"));
    Path log =
        Files.createDirectories(spec.workDir()).toAbsolutePath().resolve("enclave-" + cid + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(launchLine(spec, image, nsmSocket, vsock, work))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // JAVA_TOOL_OPTIONS and its kin would change what runs without being measured.
    builder.environment().clear();
    // Without it Java can't open a file whose name isn't ASCII.
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    // Stays open: it is the guest's lifeline, and ends when this process ends.
    OutputStream lifeline = process.getOutputStream();
    try {
      lifeline.write(token);
      lifeline.flush();
    } catch (IOException e) {
      process.destroyForcibly();
      throw new IOException("the enclave ended at once; its log is " + log, e);
    }
    return new LocalEnclave(cid, folder, vsock, log, pcrs, process, server);
  }

  private static List<String> launchLine(
      EnclaveSpec spec, EnclaveImage image, Path nsm, Path vsock, Path work) {
    Map<String, String> placeholders =
        Map.of(
            EnclaveSpec.NSM, nsm.toString(),
            EnclaveSpec.VSOCK, vsock.toString(),
            EnclaveSpec.SETTINGS, image.settings().toString(),
            EnclaveSpec.WORK, work.toString());
    List<String> line = new ArrayList<>();
    line.add(spec.java().toString());
    spec.jvmFlags().forEach(flag -> line.add(fill(flag, placeholders)));
    line.add("-cp");
    line.add(String.join(":", image.classPath().stream().map(Path::toString).toList()));
    line.add(spec.mainClass());
    spec.args().forEach(arg -> line.add(fill(arg, placeholders)));
    return line;
  }

  private static String fill(String word, Map<String, String> placeholders) {
    String filled = word;
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      filled = filled.replace(placeholder.getKey(), placeholder.getValue());
    }
    return filled;
  }

  private void forget(LocalEnclave enclave) {
    enclaves.remove(enclave.cid());
    enclave.kill();
  }

  /**
   * The PCRs 0–15 that an enclave of this spec would have.
   *
   * @throws IOException if a file can't be read
   */
  public Pcrs measure(EnclaveSpec spec) throws IOException {
    return Pcrs.of(EnclaveImage.measure(spec).pcrs(instanceId));
  }

  /** An NSM in this process, for tests: its bank starts with those PCRs, locked. */
  public LocalNsm nsm(Pcrs pcrs) {
    return newNsm(values(pcrs));
  }

  private LocalNsm newNsm(Map<Integer, byte[]> pcrs) {
    String moduleId = instanceId + "-enc" + hex(random, 8);
    return new LocalNsm(new PcrBank(pcrs), new DocumentSigner(pki, clock, moduleId, form), random);
  }

  /**
   * Signs a document for any PCRs at all: the hypervisor betrayed. The demo uses it to show what
   * KMS still refuses when even a genuine document of the right image is presented.
   */
  public byte[] signDocument(Pcrs pcrs, AttestationRequest request) {
    String moduleId = instanceId + "-enc" + hex(random, 8);
    SortedMap<Integer, byte[]> shown = new TreeMap<>(values(pcrs));
    return new DocumentSigner(pki, clock, moduleId, form).sign(shown, request);
  }

  private static Map<Integer, byte[]> values(Pcrs pcrs) {
    Map<Integer, byte[]> values = new TreeMap<>();
    for (int index : pcrs.indexes()) {
      pcrs.value(index).ifPresent(value -> values.put(index, value));
    }
    return values;
  }

  /** The root of the local Nitro PKI, DER. */
  public byte[] rootCertificate() {
    return pki.rootCertificate();
  }

  /** The enclave of that CID, if it is running. */
  public Optional<LocalEnclave> enclave(long cid) {
    return Optional.ofNullable(enclaves.get(cid));
  }

  /** The enclaves that are running. */
  public List<LocalEnclave> enclaves() {
    return List.copyOf(enclaves.values());
  }

  /** Ends every enclave. */
  @Override
  public void close() {
    enclaves().forEach(LocalEnclave::kill);
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }
}
