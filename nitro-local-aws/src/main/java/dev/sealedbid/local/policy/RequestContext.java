package dev.sealedbid.local.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The condition keys of one request and their values. Keys are compared without regard to case, as
 * AWS does; a key that was never put is absent, which is not the same as empty text.
 */
public final class RequestContext {
  private final Map<String, List<String>> values;

  private RequestContext(Map<String, List<String>> values) {
    this.values = values;
  }

  /** A builder without any key. */
  public static Builder builder() {
    return new Builder();
  }

  /** The values of a key; empty when the key is absent. */
  List<String> values(String key) {
    return values.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
  }

  /** Collects condition keys. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<String>> values = new HashMap<>();

    private Builder() {}

    /** Sets a key to one value. */
    public Builder put(String key, String value) {
      values.put(key.toLowerCase(Locale.ROOT), List.of(value));
      return this;
    }

    /** Sets a key to several values, for the set operators; no value at all leaves it absent. */
    public Builder putAll(String key, Collection<String> several) {
      values.put(key.toLowerCase(Locale.ROOT), List.copyOf(new ArrayList<>(several)));
      return this;
    }

    /** The context as it stands. */
    public RequestContext build() {
      return new RequestContext(Map.copyOf(values));
    }
  }
}
