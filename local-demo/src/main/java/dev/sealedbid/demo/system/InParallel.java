package dev.sealedbid.demo.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Work for many buyers, a few at a time. */
public final class InParallel {
  private final int workers;
  private final Story story;

  public InParallel(int workers, Story story) {
    this.workers = workers;
    this.story = story;
  }

  /**
   * Does the work for each item and waits for all of it.
   *
   * @param what for the progress line, as in {@code bids sealed}
   * @throws DemoFailedException the first failure; nothing more is begun after it
   */
  public <T> void each(String what, List<T> items, Consumer<T> work) {
    ExecutorService pool = Executors.newFixedThreadPool(workers, InParallel::daemon);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (T item : items) {
        all.add(pool.submit(() -> work.accept(item)));
      }
      int done = 0;
      for (Future<?> one : all) {
        one.get();
        done++;
        story.progress(what, done, all.size());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new DemoFailedException(what + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "buyer");
    thread.setDaemon(true);
    return thread;
  }
}
