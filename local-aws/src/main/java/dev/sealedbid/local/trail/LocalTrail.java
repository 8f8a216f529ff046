package dev.sealedbid.local.trail;

import java.util.List;

/** The audit trails of all accounts. In memory, the newest 100,000 events; thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class LocalTrail {
  /** An empty trail. */
  public LocalTrail() {}

  /** The records of an account's trail, oldest first, each one JSON object. */
  public List<String> records(String accountId) {
    throw new UnsupportedOperationException("being built");
  }
}
