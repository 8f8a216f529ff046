package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.web.BodyLimits;
import dev.sealedbid.rest.ParentCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads terms, long ones a few at a time: while they are read, 8 MiB take some 60 MB more. Reading
 * takes a fraction of a second whatever the terms are ({@code Limits#MAX_TERMS_VALUES}), and what
 * waits is bounded ({@link BodyLimits}), so that a turn comes; if it doesn't, waiting ends.
 */
final class TermsReading {
  private static final int AT_A_TIME = 2;
  private static final Duration WAIT = Duration.ofSeconds(10);

  // Fair: whoever asks again and again doesn't overtake.
  private final Semaphore turns;
  private final Duration wait;

  TermsReading() {
    this(new Semaphore(AT_A_TIME, true), WAIT);
  }

  TermsReading(Semaphore turns, Duration wait) {
    this.turns = turns;
    this.wait = wait;
  }

  /** Has the terms' bytes from somewhere. */
  @FunctionalInterface
  interface Source {
    byte[] bytes();
  }

  /**
   * Reads terms that are in memory already.
   *
   * @throws ProblemException OVERLOADED if long ones don't get their turn
   */
  TermsDocument read(byte[] bytes) throws InvalidTermsException {
    return bytes.length <= BodyLimits.SHORT ? TermsDocument.parse(bytes) : read(() -> bytes);
  }

  /**
   * Fetches and reads terms of any length.
   *
   * @throws ProblemException OVERLOADED if they don't get their turn
   */
  TermsDocument read(Source source) throws InvalidTermsException {
    takeTurn();
    try {
      return TermsDocument.parse(source.bytes());
    } finally {
      turns.release();
    }
  }

  private void takeTurn() {
    try {
      if (turns.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.of(
        ParentCode.OVERLOADED, "Other long terms are being read for too long.");
  }
}
