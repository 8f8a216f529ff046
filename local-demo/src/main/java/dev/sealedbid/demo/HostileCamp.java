package dev.sealedbid.demo;

import java.io.IOException;

/**
 * The enclaves that attackers run, started beforehand.
 *
 * @param second the same image, the same operator
 * @param otherOperator the same image, another operator's instance role
 * @param tampered one byte of the enclave's code changed
 */
record HostileCamp(HostileEnclave second, HostileEnclave otherOperator, HostileEnclave tampered) {
  static HostileCamp launch(LocalSystem system) {
    Enclaves enclaves = system.enclaves();
    try {
      return new HostileCamp(
          HostileEnclave.launch(system, enclaves::genuine),
          HostileEnclave.launch(system, () -> enclaves.underRole(LocalNames.OTHER_OPERATOR_ROLE)),
          HostileEnclave.launch(system, enclaves::tampered));
    } catch (IOException e) {
      throw new DemoFailedException("an attacker's enclave did not start", e);
    }
  }
}
