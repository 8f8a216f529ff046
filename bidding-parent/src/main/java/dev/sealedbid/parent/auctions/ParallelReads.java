package dev.sealedbid.parent.auctions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Reads many objects of the bucket a few at a time, in order. */
public final class ParallelReads implements AutoCloseable {
  private final ExecutorService threads;

  /** Reads on these threads, which it owns from now on. */
  public ParallelReads(ExecutorService threads) {
    this.threads = threads;
  }

  /** The results in the order of the inputs; throws what the first failing read threw. */
  <T, R> List<R> map(List<T> inputs, Function<? super T, ? extends R> read) {
    List<Future<R>> pending = new ArrayList<>(inputs.size());
    for (T input : inputs) {
      pending.add(threads.submit(() -> read.apply(input)));
    }
    List<R> results = new ArrayList<>(inputs.size());
    try {
      for (Future<R> result : pending) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a read failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    } finally {
      pending.forEach(result -> result.cancel(false));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
