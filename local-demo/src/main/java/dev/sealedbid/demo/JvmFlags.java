package dev.sealedbid.demo;

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

  /** The enclaves' sockets are where this process has its temporary files. */
  static List<String> localAws() {
    return with("-Xmx192m", "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
  }

  static List<String> parent(AwsEndpoints aws) {
    return with(
        "-Xmx160m",
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
