package dev.sealedbid.parent.auctions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Reads or writes many objects of the bucket, a few at a time. */
public final class BucketCalls implements AutoCloseable {
  private final ExecutorService threads;

  /** Calls on these threads, which it owns from now on. */
  public BucketCalls(ExecutorService threads) {
    this.threads = threads;
  }

  /** The results in the order of the inputs; throws what the first failing call threw. */
  <T, R> List<R> map(List<T> inputs, Function<? super T, ? extends R> call) {
    List<Future<R>> pending = new ArrayList<>(inputs.size());
    for (T input : inputs) {
      pending.add(threads.submit(() -> call.apply(input)));
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
      throw new IllegalStateException("a call failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the bucket", e);
    } finally {
      pending.forEach(result -> result.cancel(false));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
