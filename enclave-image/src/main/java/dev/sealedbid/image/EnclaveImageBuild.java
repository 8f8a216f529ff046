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

  /** The enclave's files: what the second ramdisk is made of. */
  Ramdisk application(Path sources, EnclaveJars checked, Path settings) throws IOException {
    console.say("compiling the enclave with the pinned JDK");
    EnclaveJars jars = checked.compile(shell, sources, inputs.jdk());
    console.say("linking the Java runtime");
    Path runtime = work.resolve("java");
    JavaRuntime.link(shell, inputs.jdk(), runtime);
    return ApplicationRamdisk.of(inputs, runtime, jars, settings, work);
  }

  /** Writes the image into a folder and says what it measures. */
  Measured image(Path sources, Path kernel, Ramdisk application, Path out) throws IOException {
    BootParts boot =
        BootParts.of(shell, inputs, kernel, sources.resolve("infra/enclave-image/init"), work);
    console.say("packing the ramdisks");
    Path first = work.resolve("boot.cpio.gz");
    boot.ramdisk().write(first);
    Path second = work.resolve("application.cpio.gz");
    application.write(second);
    Path partial = out.resolve("enclave.eif.partial");
    new EifBuilder(
            EifArchitecture.X86_64, boot.kernel(), boot.cmdline(), metadata(Kernel.release(kernel)))
        .ramdisk(first)
        .ramdisk(second)
        .write(partial);
    console.say(
        String.format(
            "kernel %d bytes, first ramdisk %d, application %d, image %d",
            Files.size(kernel), Files.size(first), Files.size(second), Files.size(partial)));
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
  static String metadata(String kernelRelease) {
    Map<String, Object> build = new LinkedHashMap<>();
    build.put("BuildTime", "1970-01-01T00:00:00+00:00");
    build.put("BuildTool", Main.NAME);
    build.put("BuildToolVersion", "1");
    build.put("OperatingSystem", "Linux");
    build.put("KernelVersion", kernelRelease);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("ImageName", "sealed-bid-enclave");
    metadata.put("ImageVersion", "1");
    metadata.put("BuildMetadata", build);
    metadata.put("DockerInfo", Map.of());
    metadata.put("CustomMetadata", Map.of());
    return JSON.writeValueAsString(metadata);
  }
}
