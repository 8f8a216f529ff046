package dev.sealedbid.demo.system;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What the demo tells, in plain words: numbered chapters, what was done in each, and how far a long
 * step has come. Plain ASCII, so that it reads the same everywhere. Safe for use by several
 * threads.
 */
public final class Story {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);

  private final PrintStream out;
  private final boolean colour;
  private int chapter;
  private long lastProgress = System.nanoTime();

  /**
   * A story told to {@code out}.
   *
   * @param colour whether the terminal shows colours
   */
  public Story(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Begins a chapter. */
  public synchronized void chapter(String title) {
    chapter++;
    lastProgress = System.nanoTime();
    line("");
    line(paint("1", chapter + ". " + title));
  }

  /** Something was done. */
  public synchronized void did(String what) {
    line("   - " + what);
  }

  /** Something was done, and it took so long. */
  public void did(String what, Duration took) {
    did(what + " (" + seconds(took) + ")");
  }

  /** More about the last line. */
  public synchronized void detail(String text) {
    line("       " + text);
  }

  /** An attack was carried out. */
  public synchronized void attack(String what, boolean refused, String by) {
    String verdict = refused ? paint("32", "refused") : paint("31", "NOT REFUSED");
    line("   - " + what);
    line("       " + verdict + " by " + by);
  }

  /** A line that stands alone. */
  public synchronized void plain(String text) {
    line(text);
  }

  /** How far a long step has come; told every two seconds at most. */
  synchronized void progress(String what, long done, long of) {
    long now = System.nanoTime();
    if (done < of && now - lastProgress >= PROGRESS_EVERY.toNanos()) {
      lastProgress = now;
      line("     " + what + ": " + done + " of " + of);
    }
  }

  /** Time that is left: told at the whole minutes, then at 30, 10 and the last five seconds. */
  public synchronized void countdown(Duration remaining) {
    long left = (remaining.toMillis() + 999) / 1000;
    if (left > 0 && (left % 60 == 0 || left == 30 || left == 10 || left <= 5)) {
      line("     " + left + (left == 1 ? " second" : " seconds"));
    }
  }

  /** A duration for people: seconds with one decimal. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
