package dev.sealedbid.parent.settings;

import java.util.List;

/** The parent can't start with these settings; every fault is named. */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** Names the faults, one line each. */
  public InvalidSettingsException(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One line for each fault: the property, what is wrong, what it takes. */
  public List<String> faults() {
    return faults;
  }
}
