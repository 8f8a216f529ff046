package dev.sealedbid.local;

import dev.sealedbid.local.control.ControlOperations;
import dev.sealedbid.local.control.ControlServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * The local AWS as a process of its own.
 *
 * <p>{@code --state DIR [--s3-port N] [--kms-port N] [--control-port N] [--log FILE]
 * [--accept-unsigned-emulator]}; a port of 0, the default, is a free one. With the last one KMS
 * also believes the unsigned attestation documents of QEMU's {@code nitro-enclave} machine. When
 * everything answers it prints one line of JSON to standard output ({@link LocalAwsAddresses}). It
 * ends when its standard input ends, so that nothing is left behind when the process that started
 * it dies, and its enclaves end with it. Exit status 0; 1 if it can't start, with the reason on
 * standard error; 2 for wrong arguments.
 */
public final class LocalAwsMain {
  private LocalAwsMain() {}

  /** Runs until standard input ends. */
  public static void main(String[] args) {
    System.exit(run(args, System.in, System.out));
  }

  private static int run(String[] args, InputStream in, PrintStream out) {
    LocalAwsOptions options;
    try {
      options = LocalAwsOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("nitro-local-aws: " + e.getMessage());
      return 2;
    }
    try {
      quiet(options);
      return serve(options, in, out);
    } catch (IOException | RuntimeException e) {
      originalError().println("nitro-local-aws: " + reason(e));
      return 1;
    }
  }

  // Before the first logger is made: S3Proxy and Jetty log at length.
  private static void quiet(LocalAwsOptions options) throws IOException {
    System.setProperty("logback.configurationFile", "dev/sealedbid/local/quiet-logback.xml");
    // The JDK's server sends head and body apart; without this each answer may wait for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    if (options.log() != null) {
      System.setErr(
          new PrintStream(
              new FileOutputStream(options.log().toFile(), true), true, StandardCharsets.UTF_8));
    }
  }

  private static PrintStream originalError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  }

  private static String reason(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return e.getMessage() + " (is another one running? choose other ports)";
      }
    }
    return String.valueOf(e.getMessage());
  }

  private static int serve(LocalAwsOptions options, InputStream in, PrintStream out)
      throws IOException {
    try (LocalAws aws =
        LocalAws.start(
            new LocalAwsConfig(
                options.state(),
                options.s3Port(),
                options.kmsPort(),
                InstantSource.system(),
                options.acceptUnsignedEmulator()))) {
      // A signal ends the process without the end of this block; the enclaves must go then, too.
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> aws.hypervisor().close(), "kill-enclaves"));
      Path tokenFile = aws.stateDir().resolve("control-token");
      String token = newToken(tokenFile);
      ControlOperations operations =
          new ControlOperations(aws.iam(), aws.s3(), aws.kms(), aws.trail(), aws.hypervisor());
      try (ControlServer control = ControlServer.start(options.controlPort(), token, operations)) {
        out.println(addresses(aws, control, tokenFile).toJson());
        out.flush();
        waitForEnd(in);
      }
    }
    return 0;
  }

  private static LocalAwsAddresses addresses(LocalAws aws, ControlServer control, Path tokenFile) {
    return new LocalAwsAddresses(
        aws.s3Endpoint(),
        aws.kmsEndpoint(),
        control.endpoint(),
        tokenFile.toString(),
        aws.caCertificate().toString(),
        aws.trustStore().toString(),
        aws.nitroRootCertificate().toString(),
        ProcessHandle.current().pid());
  }

  private static String newToken(Path file) throws IOException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, token);
    return token;
  }

  private static void waitForEnd(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Nothing is said on standard input; only its end means something.
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input can't be read", e);
    }
  }
}
