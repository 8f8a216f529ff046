package dev.sealedbid.benchmarks;

import java.time.Duration;
import java.util.Map;

/**
 * What one auction cost.
 *
 * @param submit from the first submission to the last acknowledgement
 * @param resolve from the request to the receipt's last byte
 * @param peakKb of each process since it was started
 * @param receiptBytes the receipt's length
 * @param verify how long {@code buyer-cli verify} took in this process
 */
record Sample(
    int buyers,
    int lots,
    Phase submit,
    Phase resolve,
    Map<Part, Long> peakKb,
    long receiptBytes,
    Duration verify) {
  /** A step of it. */
  record Phase(Duration wall, Map<Part, Duration> cpu) {
    double micros(Part part, int sheets) {
      return cpu.getOrDefault(part, Duration.ZERO).toNanos() / 1000.0 / sheets;
    }
  }

  /** Microseconds of the enclave's processor time that the round costs for a sheet. */
  double enclaveMicrosASheet() {
    return resolve.micros(Part.ENCLAVE, buyers);
  }
}
