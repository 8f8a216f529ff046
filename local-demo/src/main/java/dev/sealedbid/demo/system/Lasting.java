package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A system that stays until somebody ends it. An enclave that ends is replaced, as an auctioneer
 * would; without its AWS or its parent the system ends, and says which of them it was.
 */
public final class Lasting {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final LocalSystem system;
  private final Story story;

  public Lasting(LocalSystem system, Story story) {
    this.system = system;
    this.story = story;
  }

  /**
   * Puts what the launcher looks for into the state folder: then {@code sealed-bid --state DIR
   * buyer} and {@code auction} use this system.
   */
  public void announce() throws IOException {
    Path directory = system.directory();
    Files.copy(
        system.endpoints().trustStore(),
        directory.resolve("trust.p12"),
        StandardCopyOption.REPLACE_EXISTING);
    Path pid = directory.resolve("pid");
    system.closeFirst(() -> Files.deleteIfExists(pid)); // also when a signal ends this process
    Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
  }

  /**
   * Returns when this thread is interrupted; Ctrl-C ends the process and, in its shutdown, the
   * system.
   *
   * @throws DemoFailedException naming the part that ended and can't be replaced
   */
  public void untilInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    story.plain("Running; Ctrl-C stops everything.");
    try {
      while (!never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once whether all parts are there, and replaces the enclave if it isn't. */
  public void look() {
    system
        .endedForGood()
        .ifPresent(
            part -> {
              throw new DemoFailedException(
                  part.name() + " has ended by itself, and everything with it: start again",
                  "what it said last is in " + part.log());
            });
    if (system.enclaveHasEnded()) {
      replaceEnclave();
    }
  }

  private void replaceEnclave() {
    story.plain(
        "Enclave "
            + system.enclave().cid()
            + " has ended by itself. Its sessions were in its memory only: auctions that were open"
            + " in it are lost (SESSION_LOST); what has been decided stays.");
    system.restartEnclave();
    story.plain(
        "Enclave "
            + system.enclave().cid()
            + " runs now, of the same image"
            + process()
            + ". Open a lost auction again with the same terms; its buyers bid again with the same"
            + " keys.");
  }

  private String process() {
    return system.enclave().process().map(handle -> ", as process " + handle.pid()).orElse("");
  }
}
