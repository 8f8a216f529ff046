package dev.sealedbid.demo.system;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to end with a run, the latest first; also when the process is told to end (Ctrl-C, a
 * signal) before the run is over. Safe for use by several threads.
 */
final class Teardown implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Thread hook = new Thread(this::endAll, "teardown");

  Teardown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ends with the run, before all that is here already. */
  synchronized <T extends AutoCloseable> T with(T part) {
    parts.push(part);
    return part;
  }

  private synchronized void endAll() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        // The rest must end all the same.
      }
    }
  }

  /** Ends everything; a second time does nothing. */
  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds nothing left to do.
    }
  }
}
