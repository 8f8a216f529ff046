package dev.sealedbid.demo;

import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The enclaves that attackers run, started beforehand.
 *
 * @param second the same image, the same operator
 * @param otherOperator the same image, another operator's instance role
 * @param tampered one byte of the enclave's code changed
 */
record HostileCamp(HostileEnclave second, HostileEnclave otherOperator, HostileEnclave tampered) {
  private static final String CHANGED_CLASS = "dev.sealedbid.enclave.EnclaveServer";

  static HostileCamp launch(LocalSystem system) {
    EnclaveSpec genuine = system.blueprint().spec();
    try {
      return new HostileCamp(
          HostileEnclave.launch(system, genuine),
          HostileEnclave.launch(system, genuine.withParentRole(LocalNames.OTHER_OPERATOR_ROLE)),
          HostileEnclave.launch(system, tampered(system, genuine)));
    } catch (IOException e) {
      throw new DemoFailedException("an attacker's enclave did not start", e);
    }
  }

  private static EnclaveSpec tampered(LocalSystem system, EnclaveSpec genuine) throws IOException {
    List<Path> classPath = new ArrayList<>(genuine.classPath());
    Path original = classPath.get(0);
    Path copy = system.directory().resolve("tampered-" + original.getFileName());
    TamperedJar.write(original, CHANGED_CLASS, copy);
    classPath.set(0, copy);
    return genuine.withClassPath(classPath);
  }
}
