package dev.sealedbid.nitro.eif;

/** The processors that an image is made for. */
public enum EifArchitecture {
  /** Intel and AMD, 64 bits. */
  X86_64(0),
  /** Graviton. */
  AARCH64(1);

  private final int flags;

  EifArchitecture(int flags) {
    this.flags = flags;
  }

  int flags() {
    return flags;
  }
}
