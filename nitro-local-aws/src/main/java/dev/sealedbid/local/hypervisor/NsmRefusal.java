package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.NsmErrorCode;
import java.io.Serial;

/** The NSM says no, with one of its codes. */
final class NsmRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final NsmErrorCode code;

  NsmRefusal(NsmErrorCode code) {
    super("the NSM refuses: " + code);
    this.code = code;
  }

  NsmErrorCode code() {
    return code;
  }
}
