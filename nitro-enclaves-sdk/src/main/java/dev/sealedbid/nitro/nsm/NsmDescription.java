package dev.sealedbid.nitro.nsm;

import java.util.List;

/**
 * What the NSM says about itself.
 *
 * @param moduleId the id of the instance and enclave, {@code i-…-enc…}
 * @param maxPcrs how many PCRs there are: 32
 * @param lockedPcrs the indexes of the locked PCRs, ascending
 * @param digest the PCRs' hash function: {@code SHA384}
 */
public record NsmDescription(
    int versionMajor,
    int versionMinor,
    int versionPatch,
    String moduleId,
    int maxPcrs,
    List<Integer> lockedPcrs,
    String digest) {
  public NsmDescription {
    lockedPcrs = List.copyOf(lockedPcrs);
  }
}
