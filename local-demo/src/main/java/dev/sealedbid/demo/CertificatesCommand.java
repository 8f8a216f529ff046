package dev.sealedbid.demo;

import dev.sealedbid.cli.Terminal;
import dev.sealedbid.local.pki.LocalCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certificates}. */
@Command(
    name = "certificates",
    description = {
      "Make a local CA, if it isn't there, and a certificate of it for a server on 127.0.0.1.",
      "server.pem holds the server's private key, its certificate and the CA's."
    })
final class CertificatesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where they are kept.",
      required = true)
  private Path dir = Path.of(".");

  CertificatesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createDirectories(terminal.resolve(dir));
    LocalCa.keptIn(folder, InstantSource.system(), new SecureRandom())
        .writeServerBundle(
            folder.resolve("server.pem"), PosixFilePermissions.fromString("rw-------"));
    return 0;
  }
}
