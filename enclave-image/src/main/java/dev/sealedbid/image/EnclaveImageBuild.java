package dev.sealedbid.image;

import dev.sealedbid.cli.Console;
import dev.sealedbid.nitro.eif.EifArchitecture;
import dev.sealedbid.nitro.eif.EifBuilder;
import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One build: from sources, settings and pinned inputs to a measured image. */
final class EnclaveImageBuild {
  /**
   * The console is the serial port; a kernel that panics ends the machine. {@code lpj} spares the
   * kernel measuring its delay loop: under QEMU's TCG it has no clock to calibrate by, and now and
   * then waits for its first tick for ever.
   */
  private static final String CMDLINE = "reboot=k panic=30 console=ttyS0 loglevel=4 lpj=4000000";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Console console;
  private final Shell shell;
  private final Inputs inputs;
  private final Path work;

  EnclaveImageBuild(Console console, Shell shell, Inputs inputs, Path work) {
    this.console = console;
    this.shell = shell;
    this.inputs = inputs;
    this.work = work;
  }

  Measured run(Path sources, Path settings, Path out) throws IOException {
    console.say("compiling the enclave with the pinned JDK");
    EnclaveJars jars = EnclaveJars.compile(shell, sources, inputs.jdk(), work);
    console.say("linking the Java runtime");
    Path runtime = work.resolve("java");
    JavaRuntime.link(shell, inputs.jdk(), runtime);
    Path init = work.resolve("init");
    FirstProcess.compile(
        shell, inputs.compiler(), sources.resolve("infra/enclave-image/init"), init);
    console.say("packing the ramdisks");
    Path boot = work.resolve("boot.cpio.gz");
    BootRamdisk.of(shell, inputs, init, work).write(boot);
    Path application = work.resolve("application.cpio.gz");
    ApplicationRamdisk.of(inputs, runtime, jars, settings, work).write(application);
    console.say("application ramdisk: " + Files.size(application) + " bytes");
    return image(boot, application, out);
  }

  private Measured image(Path boot, Path application, Path out) throws IOException {
    Path partial = out.resolve("enclave.eif.partial");
    new EifBuilder(EifArchitecture.X86_64, inputs.kernel(), CMDLINE, metadata())
        .ramdisk(boot)
        .ramdisk(application)
        .write(partial);
    try {
      Measured measured = new Measured(EifImage.read(partial).measurements());
      Files.move(partial, out.resolve("enclave.eif"), StandardCopyOption.ATOMIC_MOVE);
      Files.writeString(
          out.resolve("measurements.json"), measured.json(), StandardCharsets.US_ASCII);
      return measured;
    } catch (MalformedEifException e) {
      throw new IllegalStateException("our own image can't be read", e);
    }
  }

  /** What {@code nitro-cli describe-eif} wants to know; without a time, as nothing here has one. */
  private String metadata() throws IOException {
    Map<String, Object> build = new LinkedHashMap<>();
    build.put("BuildTime", "1970-01-01T00:00:00+00:00");
    build.put("BuildTool", Main.NAME);
    build.put("BuildToolVersion", "1");
    build.put("OperatingSystem", "Linux");
    build.put("KernelVersion", inputs.kernelRelease());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("ImageName", "sealed-bid-enclave");
    metadata.put("ImageVersion", "1");
    metadata.put("BuildMetadata", build);
    metadata.put("DockerInfo", Map.of());
    metadata.put("CustomMetadata", Map.of());
    return JSON.writeValueAsString(metadata);
  }
}
