package dev.sealedbid.e2e;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.ManagedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Another parent of the system's own enclave, of the same role and bucket, that loses its power at
 * a chosen moment. The system's own parent then finds what it left, as it would after a restart.
 */
final class MortalParent implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);

  private final Path folder;
  private final TappedS3 s3;
  private final PowerCut line;
  private final ManagedProcess process;
  private final URI url;

  /**
   * Starts it.
   *
   * @param name of its log
   */
  MortalParent(LocalSystem system, String name) throws IOException {
    this(system, name, List.of());
  }

  /**
   * Starts it with other flags for Java.
   *
   * @param name of its log
   * @param flags behind the usual ones
   */
  MortalParent(LocalSystem system, String name, List<String> flags) throws IOException {
    this(system, name, flags, point -> true);
  }

  /**
   * Starts it.
   *
   * @param name of its log
   * @param tap sees each of its frames and writes
   */
  MortalParent(LocalSystem system, String name, Tap tap) throws IOException {
    this(system, name, List.of(), tap);
  }

  private MortalParent(LocalSystem system, String name, List<String> flags, Tap tap)
      throws IOException {
    folder = Files.createTempDirectory("sb-");
    Path vsock = folder.resolve("vsock");
    line = new PowerCut(vsock, EnclaveLine.address(system.enclave()), tap);
    s3 = new TappedS3(system.endpoints().s3(), tap);
    process =
        system.startParent(
            name, vsock, 0, flags, Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint().toString()));
    url = URI.create(process.awaitReady(START));
  }

  String url() {
    return url.toString();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ParentClient client() {
    return new ParentClient(url, ParentClient.httpClient());
  }

  /** Dies. */
  void kill() {
    process.kill();
  }

  /** Dies when the enclave has answered its next request of that kind, before it hears of it. */
  PowerCut diesAt(MessageType request) {
    line.at(request, process::kill);
    return line;
  }

  @Override
  public void close() throws IOException {
    process.close();
    line.close();
    s3.close();
    AttackRange.delete(folder);
  }
}
