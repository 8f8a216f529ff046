package dev.sealedbid.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The arguments of {@link LocalAwsMain}. */
record LocalAwsOptions(
    Path state,
    int s3Port,
    int kmsPort,
    int controlPort,
    @Nullable Path log,
    boolean acceptUnsignedEmulator) {
  static final String USAGE =
      "--state DIR [--s3-port N] [--kms-port N] [--control-port N] [--log FILE]"
          + " [--accept-unsigned-emulator]";
  private static final String ACCEPT_UNSIGNED_EMULATOR = "--accept-unsigned-emulator";
  private static final int MAX_PORT = 65_535;

  static LocalAwsOptions parse(String[] args) {
    Path state = null;
    Path log = null;
    int s3 = 0;
    int kms = 0;
    int control = 0;
    boolean emulator = false;
    for (int i = 0; i < args.length; i += 2) {
      if (args[i].equals(ACCEPT_UNSIGNED_EMULATOR)) {
        emulator = true;
        i--; // it has no value
        continue;
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value; usage: " + USAGE);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--state" -> state = Path.of(value);
        case "--log" -> log = Path.of(value);
        case "--s3-port" -> s3 = port(args[i], value);
        case "--kms-port" -> kms = port(args[i], value);
        case "--control-port" -> control = port(args[i], value);
        default ->
            throw new IllegalArgumentException("unknown option " + args[i] + "; usage: " + USAGE);
      }
    }
    if (state == null) {
      throw new IllegalArgumentException("--state is missing; usage: " + USAGE);
    }
    return new LocalAwsOptions(state, s3, kms, control, log, emulator);
  }

  private static int port(String option, String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(option + " is a port, 0 to 65535, not " + value);
  }
}
