package dev.sealedbid.e2e;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.ManagedProcess;
import dev.sealedbid.local.LaunchedEnclave;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an auctioneer puts up beside its parent and its enclave: another enclave of the genuine
 * image with another parent, of the same role and bucket. It is shown to some buyers, or to all
 * after a claimed crash.
 */
final class SecondParent implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);

  private final Path folder;
  private final ManagedProcess process;
  private final URI url;
  private final ParentClient client;
  private final EnclaveLine line;

  private SecondParent(Path folder, ManagedProcess process, EnclaveLine line) {
    this.folder = folder;
    this.process = process;
    this.line = line;
    this.url = URI.create(process.awaitReady(START));
    this.client = new ParentClient(url, ParentClient.httpClient());
  }

  static SecondParent start(LocalSystem system) throws IOException {
    LaunchedEnclave enclave = system.aws().launchEnclave(system.blueprint().spec());
    Path folder = Files.createTempDirectory("sb-");
    Path vsock = folder.resolve("vsock");
    ManagedProcess process = system.startParent("second-parent", vsock, 0);
    LocalSystem.link(vsock, enclave);
    LocalSystem.awaitAnswer(enclave);
    SecondParent second = new SecondParent(folder, process, EnclaveLine.to(enclave));
    system.closeFirst(second);
    return second;
  }

  String url() {
    return url.toString();
  }

  ParentClient client() {
    return client;
  }

  /** Past it, straight to its enclave. */
  Reply ask(Request request) throws IOException {
    return line.ask(request);
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.deleteIfExists(folder.resolve("vsock_" + LocalNames.PROXY_PORT));
    Files.deleteIfExists(folder.resolve("vsock"));
    Files.deleteIfExists(folder);
  }
}
