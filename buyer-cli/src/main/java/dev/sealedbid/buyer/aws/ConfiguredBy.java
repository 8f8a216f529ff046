package dev.sealedbid.buyer.aws;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of the user's surroundings a failed call followed; it is added to the call's exception as a
 * suppressed one, and becomes hints.
 */
final class ConfiguredBy extends Exception {
  private static final long serialVersionUID = 1L;

  // List.copyOf's lists are serializable; JDK 21 and later warn of the declared type.
  @SuppressWarnings("serial")
  private final List<String> hints;

  ConfiguredBy(List<String> hints) {
    super("", null, false, false);
    this.hints = List.copyOf(hints);
  }

  /** What was added to an exception. */
  static List<String> hints(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .flatMap(s -> s instanceof ConfiguredBy by ? by.hints.stream() : Stream.empty())
        .distinct()
        .toList();
  }
}
