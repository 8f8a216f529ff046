package dev.sealedbid.demo.system;

import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.local.LocalAwsClient;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Enclaves as processes of the local hypervisor, which ends them when it ends. */
final class ProcessEnclaves implements Enclaves {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final LocalAwsClient aws;
  private final EnclaveSpec spec;
  private final Path directory;

  ProcessEnclaves(LocalAwsClient aws, EnclaveSpec spec, Path directory) {
    this.aws = aws;
    this.spec = spec;
    this.directory = directory;
  }

  @Override
  public LaunchedEnclave genuine() {
    return aws.launchEnclave(spec);
  }

  @Override
  public LaunchedEnclave underRole(String roleArn) {
    return aws.launchEnclave(spec.withParentRole(roleArn));
  }

  @Override
  public LaunchedEnclave tampered() {
    List<Path> classPath = new ArrayList<>(spec.classPath());
    classPath.set(0, tamperedJar(classPath.get(0), directory));
    return aws.launchEnclave(spec.withClassPath(classPath));
  }

  /** A copy of the enclave's jar with one byte of its code changed. */
  static Path tamperedJar(Path original, Path directory) {
    Path copy = directory.resolve("tampered-" + original.getFileName());
    try {
      TamperedJar.write(original, "dev.sealedbid.enclave.EnclaveServer", copy);
    } catch (IOException e) {
      throw new DemoFailedException("can't write " + copy, e);
    }
    return copy;
  }

  @Override
  public void kill(LaunchedEnclave enclave) {
    aws.killEnclave(enclave.cid());
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public String what() {
    return "a process of its own";
  }

  @Override
  public void close() {
    // The hypervisor's process takes its enclaves with it.
  }
}
