package dev.sealedbid.local.policy;

import java.util.List;

/** One key under one operator of a Condition block. */
record Condition(Operator operator, String key, List<String> values) {
  boolean holds(RequestContext context) {
    return operator.holds(context.values(key), values);
  }
}
