package dev.sealedbid.enclave.round;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.failure.FatalError;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.AwardSealer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Seals a decision's awards, a few at a time, before anybody can see an outcome. Every recipient
 * gets one of the same length, won or not, and they are listed in the order of the terms: neither
 * their number, nor their order, size or the time that they take tells a winner.
 */
public final class AwardSealing {
  /** Seals one award: {@code AwardSealer.Batch::seal} in every enclave. */
  @FunctionalInterface
  public interface Step {
    AwardMessage seal(AwardSealer.Batch batch, String recipient);
  }

  /** The code of a party to whose award key nothing can be sealed. */
  static final String UNUSABLE_KEY = "AWARD_KEY";

  private final int threads;
  private final Step step;

  public AwardSealing(int threads, Step step) {
    this.threads = threads;
    this.step = step;
  }

  /**
   * All awards, in the order of the outcome's digests; none unless the terms ask for them.
   *
   * @throws RefusedException with {@link ErrorCode#INTERNAL} and the recipient if one couldn't be
   *     sealed: there is no outcome then, and the next attempt decides the same again
   */
  public List<AwardMessage> seal(TermsDocument terms, SessionId session, Decision decision)
      throws RefusedException {
    // Made here, not at start, where it would keep the first answer waiting.
    AwardSealer.Batch batch = new AwardSealer().batch(terms, session, decision);
    List<String> recipients = batch.recipients();
    if (recipients.isEmpty()) {
      return List.of();
    }
    ExecutorService sealing =
        Executors.newFixedThreadPool(Math.min(threads, recipients.size()), AwardSealing::daemon);
    try {
      return all(sealing, batch, recipients);
    } finally {
      sealing.shutdownNow();
    }
  }

  private List<AwardMessage> all(
      ExecutorService sealing, AwardSealer.Batch batch, List<String> recipients)
      throws RefusedException {
    List<Callable<AwardMessage>> work = new ArrayList<>();
    recipients.forEach(recipient -> work.add(() -> sealed(batch, recipient)));
    String recipient = "";
    try {
      List<Future<AwardMessage>> done = sealing.invokeAll(work);
      List<AwardMessage> awards = new ArrayList<>();
      for (int i = 0; i < done.size(); i++) {
        recipient = recipients.get(i);
        awards.add(done.get(i).get());
      }
      return awards;
    } catch (ExecutionException e) {
      // A key of the terms to which nothing can be encrypted: whose it is mustn't stay unseen.
      throw new RefusedException(
          ErrorCode.INTERNAL, List.of(new BuyerCode(recipient, UNUSABLE_KEY)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(ErrorCode.BUSY);
    }
  }

  private AwardMessage sealed(AwardSealer.Batch batch, String recipient) {
    try {
      return step.seal(batch, recipient);
    } catch (OutOfMemoryError e) {
      FatalError.outOfMemory();
      throw e;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "award");
    thread.setDaemon(true);
    return thread;
  }
}
