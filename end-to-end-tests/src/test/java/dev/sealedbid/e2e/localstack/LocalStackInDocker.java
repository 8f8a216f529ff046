package dev.sealedbid.e2e.localstack;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * LocalStack in a container of Testcontainers', with no more rights than it needs: no root, no
 * capability, and not the engine's socket, which Testcontainers hands to LocalStack for Lambda. It
 * goes with the run: closed by its user, and by Testcontainers' hook when the JVM ends before.
 */
final class LocalStackInDocker implements Closeable {
  private static final int PORT = 4566;
  private static final String CERTIFICATE = "/etc/sealed-bid/server.pem";
  private static final String USER = "1000:1000";

  private final LocalStackContainer container;

  private LocalStackInDocker(LocalStackContainer container) {
    this.container = container;
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @param image its name, with tag or digest
   * @param certificate key, certificate and CA for HTTPS, in PEM
   * @param folder gets its log
   * @throws IOException if it doesn't get ready, with its last line and where its log is
   */
  static LocalStackInDocker start(String image, Path certificate, Path folder) throws IOException {
    Path log = Files.createFile(folder.resolve("localstack.log"));
    LocalStackContainer container = container(image, certificate);
    container.withLogConsumer(frame -> append(log, frame));
    try {
      container.start();
    } catch (ContainerLaunchException e) {
      container.stop();
      throw new IOException(
          "LocalStack's container did not get ready; its last words: "
              + LocalStackStart.lastLine(log)
              + "; see "
              + log,
          e);
    }
    return new LocalStackInDocker(container);
  }

  /** Where it answers; HTTPS is on the same port. */
  URI http() {
    return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
  }

  private static LocalStackContainer container(String image, Path certificate) throws IOException {
    LocalStackContainer container =
        new LocalStackContainer(
                DockerImageName.parse(image).asCompatibleSubstituteFor("localstack/localstack"))
            .withServices("s3", "kms", "sts")
            .withEnv("EAGER_SERVICE_LOADING", "1")
            .withEnv("DISABLE_EVENTS", "1")
            .withEnv("SKIP_SSL_CERT_DOWNLOAD", "1")
            .withEnv("DNS_ADDRESS", "0")
            .withEnv("HOME", "/tmp")
            .withEnv("CUSTOM_SSL_CERT_PATH", CERTIFICATE)
            .withTmpFs(Map.of("/var/lib/localstack", "mode=1777"))
            .withCopyFileToContainer(MountableFile.forHostPath(certificate), CERTIFICATE)
            .withCreateContainerCmdModifier(LocalStackInDocker::restrict);
    container.setBinds(new ArrayList<>());
    if (InetAddress.getByName(container.getHost()).isLoopbackAddress()) {
      container.withCreateContainerCmdModifier(LocalStackInDocker::publishHereOnly);
    }
    return container;
  }

  /** Testcontainers publishes on all of this machine's addresses. */
  private static void publishHereOnly(CreateContainerCmd create) {
    hostConfig(create)
        .withPortBindings(
            new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(PORT)));
  }

  private static void restrict(CreateContainerCmd create) {
    hostConfig(create).withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"));
    create.withUser(USER);
  }

  private static HostConfig hostConfig(CreateContainerCmd create) {
    HostConfig host = create.getHostConfig();
    if (host == null) {
      throw new IllegalStateException("Testcontainers gives every container a host configuration");
    }
    return host;
  }

  private static void append(Path log, OutputFrame frame) {
    try {
      Files.writeString(
          log, frame.getUtf8String(), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the log of LocalStack's container can't be kept", e);
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
