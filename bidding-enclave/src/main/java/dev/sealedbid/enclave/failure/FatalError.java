package dev.sealedbid.enclave.failure;

/** The one way out of a process whose state can't be relied on any more. */
public final class FatalError {
  private FatalError() {}

  /**
   * Memory ran out: ends the process at once, as {@code -XX:+ExitOnOutOfMemoryError} does. All its
   * sessions end with it; rather that than going on with half of a request done.
   */
  public static void outOfMemory() {
    Runtime.getRuntime().halt(ExitCode.OUT_OF_MEMORY.number());
  }
}
