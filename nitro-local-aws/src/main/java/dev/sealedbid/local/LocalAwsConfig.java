package dev.sealedbid.local;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * How to start the local AWS.
 *
 * @param stateDir where the roots of the two local PKIs are kept and certificates are published;
 *     made if it isn't there
 * @param s3Port of S3, 0 for a free one
 * @param kmsPort of KMS, STS and CloudTrail, 0 for a free one
 * @param clock the time of everything: sessions, policies, attestation documents
 * @param acceptUnsignedEmulator whether KMS also believes the unsigned attestation documents of
 *     QEMU's emulator: anybody can write one, so key policies are then compared with what the
 *     caller says of itself
 */
public record LocalAwsConfig(
    Path stateDir, int s3Port, int kmsPort, InstantSource clock, boolean acceptUnsignedEmulator) {
  /** KMS believes signed documents only. */
  public LocalAwsConfig(Path stateDir, int s3Port, int kmsPort, InstantSource clock) {
    this(stateDir, s3Port, kmsPort, clock, false);
  }

  /** Free ports and the system's clock. */
  public static LocalAwsConfig ephemeral(Path stateDir) {
    return new LocalAwsConfig(stateDir, 0, 0, InstantSource.system());
  }

  /** The same with another clock. */
  public LocalAwsConfig withClock(InstantSource other) {
    return new LocalAwsConfig(stateDir, s3Port, kmsPort, other, acceptUnsignedEmulator);
  }
}
