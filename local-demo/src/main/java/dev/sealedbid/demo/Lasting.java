package dev.sealedbid.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A system that stays until somebody ends it. */
final class Lasting {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private Lasting() {}

  /**
   * Returns when a part has ended by itself; Ctrl-C ends the process and, in its shutdown, the
   * system.
   */
  static void untilInterrupted(LocalSystem system, Story story) {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop"));
    story.plain("Running; Ctrl-C stops everything.");
    try {
      while (!never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!system.isAlive()) {
          throw new DemoFailedException(
              "a part of the system has ended by itself", "see the logs in " + system.directory());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
