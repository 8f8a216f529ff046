package dev.sealedbid.enclave.failure;

/** Why the enclave's process ended: the only thing that it can say before it serves. */
public enum ExitCode {
  /** It was asked to stop. */
  STOPPED(0),
  /** The environment holds a variable. */
  ENVIRONMENT(10),
  /** The kernel's entropy doesn't come from the NSM. */
  ENTROPY_SOURCE(11),
  /** The kernel's clock isn't the hypervisor's. */
  CLOCK_SOURCE(12),
  /** The NSM doesn't answer. */
  NSM(13),
  /** A measurement of this enclave is zero: it runs in debug mode, or without an instance role. */
  MEASUREMENTS(14),
  /** The settings file is missing or wrong. */
  SETTINGS(15),
  /** It can't listen on its port. */
  LISTEN(16),
  /** Memory ran out. */
  OUT_OF_MEMORY(17),
  /** The NSM's attestation documents can't be read, or say other measurements than the NSM does. */
  DOCUMENT(18),
  /** The cryptographic library of the image doesn't load, or fails its own tests. */
  CRYPTO(19);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }
}
