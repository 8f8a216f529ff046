package dev.sealedbid.parent.settings;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints refused settings as a list instead of a stack trace; named in META-INF/spring.factories.
 */
public final class InvalidSettingsAnalyzer
    extends AbstractFailureAnalyzer<InvalidSettingsException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
    String list =
        cause.faults().stream().map(fault -> "  - " + fault).collect(Collectors.joining("\n"));
    return new FailureAnalysis(
        "The parent's settings are refused:\n" + list,
        "Correct them on the command line (--name=value), in the environment (dots and hyphens:"
            + " SEALEDBID_BUCKET for sealed-bid.bucket) or in application.properties.",
        cause);
  }
}
