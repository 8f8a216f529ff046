package dev.sealedbid.demo.attack;

import dev.sealedbid.demo.system.DemoFailedException;
import dev.sealedbid.demo.system.Enclaves;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import java.io.IOException;

/**
 * The enclaves that attackers run, started beforehand.
 *
 * @param second the same image, the same operator
 * @param otherOperator the same image, another operator's instance role
 * @param tampered one byte of the enclave's code changed
 */
public record HostileCamp(
    HostileEnclave second, HostileEnclave otherOperator, HostileEnclave tampered) {
  public static HostileCamp launch(LocalSystem system) {
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
