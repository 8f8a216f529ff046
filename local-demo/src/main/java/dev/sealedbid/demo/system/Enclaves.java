package dev.sealedbid.demo.system;

import dev.sealedbid.local.LaunchedEnclave;
import java.time.Duration;

/**
 * Where the system's enclaves run: the one that the buyers look at, and those of the attackers.
 * Safe for use by several threads.
 */
public interface Enclaves extends AutoCloseable {
  /**
   * Starts the enclave that the buyers trust, under the auctioneer's role.
   *
   * @throws DemoFailedException if it can't be started
   */
  LaunchedEnclave genuine();

  /**
   * Starts the same image under another instance's role.
   *
   * @throws DemoFailedException if it can't be started
   */
  LaunchedEnclave underRole(String roleArn);

  /**
   * Starts an image with one byte of the enclave's code changed.
   *
   * @throws DemoFailedException if it can't be started
   */
  LaunchedEnclave tampered();

  /** Ends an enclave; nothing happens if it has ended already. */
  void kill(LaunchedEnclave enclave);

  /** How long an enclave may take until it listens. */
  Duration patience();

  /** What an enclave is here, for people. */
  String what();

  /** Ends all that are left. */
  @Override
  void close();
}
