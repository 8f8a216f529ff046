package dev.sealedbid.demo.system;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo or {@code up} couldn't do what it was asked to. */
public final class DemoFailedException extends CommandFailedException {
  private static final long serialVersionUID = 1L;

  public DemoFailedException(String message, String... hints) {
    super(ExitCode.REFUSED, message, hints);
  }

  public DemoFailedException(String message, @Nullable Throwable cause, String... hints) {
    super(ExitCode.REFUSED, message, List.of(hints), cause);
  }

  static DemoFailedException notBuilt(String module) {
    return new DemoFailedException(
        module + " isn't built", "start with ./sealed-bid, which builds what is missing");
  }
}
