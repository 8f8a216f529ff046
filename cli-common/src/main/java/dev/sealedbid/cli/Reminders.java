package dev.sealedbid.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What tells a {@link Console} that time has passed while it waits for something. */
@FunctionalInterface
public interface Reminders {
  /**
   * Has {@code reminder} run once, in another thread, when that time has passed. Returns at once.
   */
  void after(Duration wait, Runnable reminder);

  /** By the time that passes. */
  static Reminders ofTime() {
    // The JDK's own timer thread: a command that runs hundreds of times in one process must not
    // bring a thread of its own each time.
    return (wait, reminder) ->
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS).execute(reminder);
  }

  /** Never: what a command says doesn't depend on how fast the machine is. */
  static Reminders never() {
    return (wait, reminder) -> {};
  }
}
