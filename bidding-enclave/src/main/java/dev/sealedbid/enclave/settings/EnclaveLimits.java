package dev.sealedbid.enclave.settings;

import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.enclave.session.Footprint;
import java.time.Duration;

/**
 * Every limit of the enclave's own, in one table; those that both sides must know are in {@link
 * dev.sealedbid.core.Limits}, and two that a deployment may choose are in {@link
 * EnclaveSettings.Limits}. docs/PROTOCOL.md lists all of them.
 */
public final class EnclaveLimits {
  /**
   * Memory that all sessions together may hold, in bytes, as {@link Footprint} counts it: terms,
   * sheets, rounds, and the ends that are remembered. The greatest auction that the protocol allows
   * fits, and half of the heap stays for what requests need while they are worked on.
   */
  public static final long MEMORY = 384L * 1024 * 1024;

  /** Ended sessions that are remembered, so that a parent can ask for their end again. */
  public static final int ENDED_SESSIONS = 1_024;

  /** How long a connection may be silent between frames. */
  public static final Duration IDLE = Duration.ofMinutes(10);

  /** How long a frame may take from its first byte to its last, in either direction. */
  public static final Duration WHOLE_FRAME = Duration.ofSeconds(30);

  /** Frames above this many bytes are read so many at a time, and answered one at a time. */
  public static final int LARGE_FRAME = 65_536;

  /** Large requests that are read and worked on at once. */
  public static final int LARGE_REQUESTS = 4;

  /** Requests above this, which only terms can be, are read and worked on one at a time. */
  public static final int HUGE_FRAME = MessageType.PRESENT.maxBody() + 64;

  /** How often ends of time are looked for: sessions past resolveBy, peers that don't read. */
  public static final Duration SWEEP = Duration.ofSeconds(1);

  /** Answers that decide nothing, after which a round begins no more openings. */
  public static final int STOPS = 64;

  /**
   * Answers that KMS doesn't give, to openings of one party's sheets in one session; after them no
   * more of its sheets are opened. Whoever gives such answers is over KMS's TLS, and every reply
   * tells something about what they lead to.
   */
  public static final int FORGED_ANSWERS = 16;

  /** Awards that are sealed at once in one session. */
  public static final int AWARD_THREADS = 4;

  private EnclaveLimits() {}
}
