package dev.sealedbid.core.frame;

import java.util.Optional;

/** How a session stands. Only forward: OPEN, RESOLVING, then RESOLVED or VOID for ever. */
public enum SessionState {
  /** Sheets are taken. */
  OPEN(1),
  /** The set of acknowledged sheets is frozen. */
  RESOLVING(2),
  /** There is an outcome. */
  RESOLVED(3),
  /** There will never be an outcome. */
  VOID(4);

  private final int code;

  SessionState(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  static Optional<SessionState> of(int code) {
    for (SessionState state : values()) {
      if (state.code == code) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
