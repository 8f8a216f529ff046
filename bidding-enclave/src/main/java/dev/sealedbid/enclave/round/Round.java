package dev.sealedbid.enclave.round;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.MalformedSheetException;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.enclave.failure.FatalError;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import dev.sealedbid.protocol.SheetOpener;
import dev.sealedbid.protocol.SheetOpeningException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One round of openings: each openable buyer's candidate, as many at a time as {@link CallWindow}
 * finds to pay. What is found goes to the {@link Findings}; answers that decide nothing are
 * gathered for the reply.
 */
public final class Round {
  /** Where the results of openings go; called by several threads. */
  public interface Findings {
    /** Takes the sheet over; says whether it counts. */
    boolean opened(String buyerId, BidSheet sheet);

    boolean malformed(String buyerId);

    void invalid(String buyerId, String code);

    void keyGone(String buyerId, String code);

    /** An answer was given that isn't KMS's; {@link Round} stops for it by itself. */
    void forged(String buyerId);
  }

  private final SheetOpener opener;
  private final RoundKms kms;
  private final int parallel;
  private final LongSupplier nanoTime;
  private final List<BuyerCode> stops = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean cancelled;

  /**
   * A round.
   *
   * @param parallel the most openings under way at once
   * @param nanoTime a monotonic clock in nanoseconds, by which a number that pays is found
   */
  public Round(SheetOpener opener, RoundKms kms, int parallel, LongSupplier nanoTime) {
    this.opener = opener;
    this.kms = kms;
    this.parallel = parallel;
    this.nanoTime = nanoTime;
  }

  /**
   * Opens the sheets and returns when no opening is under way any more, cancelled or not.
   *
   * @return buyers whose sheets KMS gave an answer for that decides nothing; empty if none
   */
  public List<BuyerCode> run(List<OpeningTask> tasks, Findings findings) throws RefusedException {
    OpeningQueue queue = new OpeningQueue(tasks, parallel, nanoTime);
    Workers workers = new Workers(queue, findings);
    workers.hire();
    awaitEnd(queue);
    synchronized (stops) {
      return List.copyOf(stops);
    }
  }

  /** Openings that haven't begun don't begin; calls under way are broken off. */
  public void cancel() {
    cancelled = true;
    kms.close();
  }

  /** The threads of a round: as many as the queue is wide, never fewer than there were. */
  private final class Workers {
    private final OpeningQueue queue;
    private final Findings findings;
    private int hired;

    Workers(OpeningQueue queue, Findings findings) {
      this.queue = queue;
      this.findings = findings;
    }

    synchronized void hire() {
      for (int wanted = queue.width(); hired < wanted; hired++) {
        Thread worker = new Thread(this::work, "opening");
        worker.setDaemon(true);
        try {
          worker.start();
        } catch (OutOfMemoryError e) {
          FatalError.outOfMemory();
        }
      }
    }

    private void work() {
      try {
        Optional<OpeningTask> task = queue.take();
        while (task.isPresent()) {
          work(task.get());
          hire();
          task = queue.take();
        }
      } catch (InterruptedException e) {
        // Nobody interrupts them; one that was ends, and the others go on.
        Thread.currentThread().interrupt();
      }
    }

    private void work(OpeningTask task) {
      try {
        open(task, findings, () -> queue.throttled(task));
      } finally {
        queue.ended(task);
      }
    }
  }

  private void open(OpeningTask task, Findings findings, Runnable throttled) {
    if (cancelled || failures.get() >= EnclaveLimits.STOPS) {
      return;
    }
    try {
      byte[] plaintext =
          opener.open(
              kms.attested(task.expected().keyArn(), throttled),
              task.ciphertext(),
              task.expected());
      findings(task, plaintext, findings);
    } catch (SheetRefusedException e) {
      // Checked when it was acknowledged, and the digest is the same: can't happen.
      stop(task, ErrorCode.INTERNAL.name());
    } catch (SheetOpeningException e) {
      failed(task, e, findings);
    } catch (RuntimeException e) {
      stop(task, ErrorCode.INTERNAL.name());
    } catch (OutOfMemoryError e) {
      FatalError.outOfMemory();
    } catch (Error e) {
      // A worker that ends would leave its share to nobody.
      stop(task, ErrorCode.INTERNAL.name());
    }
  }

  private void findings(OpeningTask task, byte[] plaintext, Findings findings) {
    boolean counts;
    try {
      counts = findings.opened(task.buyerId(), BidSheet.decode(plaintext, task.lots()));
    } catch (MalformedSheetException e) {
      counts = findings.malformed(task.buyerId());
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
    if (!counts) {
      // A lower revision opens though the key of a higher one was gone: the key is back.
      stop(task, "KEY_CAME_BACK");
    }
  }

  private void failed(OpeningTask task, SheetOpeningException e, Findings findings) {
    switch (e.meaning()) {
      case INVALID -> findings.invalid(task.buyerId(), e.code());
      case KEY_GONE -> findings.keyGone(task.buyerId(), e.code());
      case RETRY -> stop(task, e.code());
      case FORGED -> {
        findings.forged(task.buyerId());
        stop(task, e.code());
      }
    }
  }

  private void stop(OpeningTask task, String code) {
    if (cancelled) {
      return;
    }
    failures.incrementAndGet();
    synchronized (stops) {
      stops.add(new BuyerCode(task.buyerId(), BuyerCode.wellFormed(code)));
    }
  }

  /** Every call is bounded by the KMS client's own time limits, so this ends. */
  private static void awaitEnd(OpeningQueue queue) throws RefusedException {
    boolean interrupted = false;
    while (true) {
      try {
        queue.awaitEnd();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new RefusedException(ErrorCode.BUSY);
    }
  }
}
