package dev.sealedbid.local.trail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The audit trails of all accounts. In memory, the newest 20,000 events of each; thread-safe. An
 * event can be looked up at once, where AWS takes up to 15 minutes.
 *
 * <p>A call goes to its caller's account; one that wasn't denied also to the account that owns the
 * resource. A denied call from another account isn't shown to the owner, so nobody learns to rely
 * on it.
 */
public final class LocalTrail {
  private static final int MAX_EVENTS = 20_000;

  private final Map<String, Deque<TrailEvent>> byAccount = new HashMap<>();

  /** An empty trail. */
  public LocalTrail() {}

  /** Records one call. */
  public void record(AuditedCall call) {
    String callerAccount = call.caller().accountId();
    Set<String> accounts = new LinkedHashSet<>();
    accounts.add(callerAccount);
    if (call.error().filter(e -> e.code().equals("AccessDenied")).isEmpty()) {
      call.resources().forEach(resource -> accounts.add(resource.accountId()));
    }
    String shared = accounts.size() > 1 ? UUID.randomUUID().toString() : "";
    for (String account : accounts) {
      add(account, RecordWriter.event(call, account, shared));
    }
  }

  /** The records of an account's trail, oldest first, each one JSON object. */
  public List<String> records(String accountId) {
    return events(accountId).stream().map(TrailEvent::json).toList();
  }

  /** A copy of an account's events, oldest first. */
  synchronized List<TrailEvent> events(String accountId) {
    Deque<TrailEvent> events = byAccount.get(accountId);
    return events == null ? List.of() : new ArrayList<>(events);
  }

  private synchronized void add(String accountId, TrailEvent event) {
    Deque<TrailEvent> events = byAccount.computeIfAbsent(accountId, a -> new ArrayDeque<>());
    events.addLast(event);
    if (events.size() > MAX_EVENTS) {
      events.removeFirst();
    }
  }
}
