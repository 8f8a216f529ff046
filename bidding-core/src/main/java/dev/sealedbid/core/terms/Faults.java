package dev.sealedbid.core.terms;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import java.util.ArrayList;
import java.util.List;

/** Collects faults, up to a limit: terms of nothing but faults must not fill the memory. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();
  private boolean more;

  void add(String path, String message) {
    if (faults.size() < Limits.MAX_FAULTS - 1) {
      faults.add(new Fault(path, message));
    } else if (!more) {
      more = true;
      faults.add(new Fault("$", "there are more faults; correct these first"));
    }
  }

  void throwIfAny() throws InvalidTermsException {
    if (!faults.isEmpty()) {
      throw new InvalidTermsException(faults);
    }
  }
}
