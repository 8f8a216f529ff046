package dev.sealedbid.enclave.round;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * The openings of a round that haven't begun, a lane for each Region, each with a window of calls:
 * KMS's quotas are a Region's, and one that throttles doesn't hold up another. Safe for use by
 * several threads.
 */
final class OpeningQueue {
  private record Lane(Queue<OpeningTask> waiting, CallWindow window) {}

  private final LongSupplier nanoTime;
  private final int limit;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final List<Lane> turns;
  private int next;
  private int left;

  /**
   * A queue.
   *
   * @param limit the most openings under way at once, in all Regions together
   */
  OpeningQueue(List<OpeningTask> tasks, int limit, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.limit = limit;
    long now = nanoTime.getAsLong();
    for (OpeningTask task : tasks) {
      lanes
          .computeIfAbsent(
              task.region(), region -> new Lane(new ArrayDeque<>(), new CallWindow(limit, now)))
          .waiting()
          .add(task);
    }
    this.turns = new ArrayList<>(lanes.values());
    this.left = tasks.size();
  }

  /** How many threads could open at once now. */
  synchronized int width() {
    int width = 0;
    for (Lane lane : turns) {
      width += Math.min(lane.window().size(), lane.waiting().size());
    }
    return Math.min(width, limit);
  }

  /**
   * The next opening that may begin, Regions by turns; waits for it. Whoever takes one says when it
   * has {@link #ended}.
   *
   * @return empty if none is left that hasn't begun
   */
  synchronized Optional<OpeningTask> take() throws InterruptedException {
    while (turns.stream().anyMatch(lane -> !lane.waiting().isEmpty())) {
      for (int i = 0; i < turns.size(); i++) {
        Lane lane = turns.get(next);
        next = (next + 1) % turns.size();
        if (lane.window().hasRoom() && !lane.waiting().isEmpty()) {
          lane.window().begun();
          return Optional.of(lane.waiting().remove());
        }
      }
      wait();
    }
    return Optional.empty();
  }

  /** An opening that was taken has ended, whatever came of it. */
  synchronized void ended(OpeningTask task) {
    lane(task).window().ended(nanoTime.getAsLong());
    left--;
    notifyAll();
  }

  /** KMS throttled a call for this opening, or for another one of its Region. */
  synchronized void throttled(OpeningTask task) {
    lane(task).window().throttled(nanoTime.getAsLong());
  }

  /** Waits until every opening has ended. */
  synchronized void awaitEnd() throws InterruptedException {
    while (left > 0) {
      wait();
    }
  }

  private Lane lane(OpeningTask task) {
    Lane lane = lanes.get(task.region());
    if (lane == null) {
      throw new IllegalArgumentException("not of this queue");
    }
    return lane;
  }
}
