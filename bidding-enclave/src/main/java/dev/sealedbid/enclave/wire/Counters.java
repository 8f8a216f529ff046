package dev.sealedbid.enclave.wire;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.MessageType;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All that the enclave keeps of what happened: how often. Nothing here leaves the process yet. */
public final class Counters {
  private final Map<MessageType, AtomicLong> requests = new EnumMap<>(MessageType.class);
  private final Map<ErrorCode, AtomicLong> refusals = new EnumMap<>(ErrorCode.class);

  public Counters() {
    for (MessageType type : MessageType.values()) {
      requests.put(type, new AtomicLong());
    }
    for (ErrorCode code : ErrorCode.values()) {
      refusals.put(code, new AtomicLong());
    }
  }

  void request(MessageType type) {
    count(requests.get(type));
  }

  void refusal(ErrorCode code) {
    count(refusals.get(code));
  }

  private static void count(@Nullable AtomicLong counter) {
    if (counter != null) {
      counter.incrementAndGet();
    }
  }
}
