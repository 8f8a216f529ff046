package dev.sealedbid.buyer.verify;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.nitro.attestation.Pcrs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A void that a genuine document attests.
 *
 * @param file where it was read
 * @param statement what it says
 * @param pcrs of the enclave that said it
 */
record VerifiedVoid(Path file, VoidStatement statement, Pcrs pcrs) {
  SessionId sessionId() {
    return statement.sessionId();
  }

  /** Whether an enclave of these measurements said it. */
  boolean isOf(Measurements measurements) {
    for (int i = 0; i < Measurements.COUNT; i++) {
      if (!measurements.pcr(i).hex().equals(shown(i))) {
        return false;
      }
    }
    return true;
  }

  /** PCR0 to PCR3 of the enclave that said it, one line each. */
  List<String> measurements() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      lines.add("its PCR" + i + " is " + shown(i));
    }
    return lines;
  }

  /** A register in hexadecimal. */
  String shown(int register) {
    return pcrs.value(register).isPresent() ? pcrs.hex(register) : "absent";
  }
}
