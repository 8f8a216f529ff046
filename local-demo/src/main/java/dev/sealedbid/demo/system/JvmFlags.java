package dev.sealedbid.demo.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags of the processes that aren't measured. The enclave's own ship with the enclave. */
final class JvmFlags {
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Djava.net.preferIPv4Stack=true",
          "--enable-native-access=ALL-UNNAMED");

  private JvmFlags() {}

  /**
   * The most that ten thousand buyers need; the few of a usual demo leave most of it untouched.
   *
   * @param run where the hypervisor puts its enclaves, with their sockets
   */
  static List<String> localAws(Path run) {
    return with("-Xmx1g", "-Djava.io.tmpdir=" + run);
  }

  static List<String> parent(AwsEndpoints aws) {
    return with(
        "-Xmx1g",
        "-Djavax.net.ssl.trustStore=" + aws.trustStore(),
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=changeit");
  }

  private static List<String> with(String... more) {
    List<String> flags = new ArrayList<>(SMALL);
    flags.addAll(List.of(more));
    return List.copyOf(flags);
  }
}
