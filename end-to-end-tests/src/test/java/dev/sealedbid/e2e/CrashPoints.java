package dev.sealedbid.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every point at which a parent could die, in the order in which it comes there; each has its
 * number among those of its name. At one of them it does die.
 */
final class CrashPoints implements Tap {
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> passed = new ArrayList<>();
  private Optional<String> deadly = Optional.empty();
  private Runnable cut = () -> {};
  private boolean hit;

  /** From here on the power goes off at that point. */
  synchronized void dieAt(String point, Runnable end) {
    deadly = Optional.of(point);
    cut = end;
  }

  @Override
  public boolean passes(String point) {
    Runnable end;
    synchronized (this) {
      String numbered = point + " " + counts.merge(point, 1, Integer::sum);
      passed.add(numbered);
      if (!deadly.equals(Optional.of(numbered))) {
        return true;
      }
      hit = true;
      end = cut;
    }
    end.run();
    return false;
  }

  /** Those that it came to. */
  synchronized List<String> passed() {
    return List.copyOf(passed);
  }

  /** Whether it has come to where it dies. */
  synchronized boolean isHit() {
    return hit;
  }
}
