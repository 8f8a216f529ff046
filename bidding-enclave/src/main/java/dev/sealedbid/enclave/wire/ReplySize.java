package dev.sealedbid.enclave.wire;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Reply;

/** How long a reply's frame will be, about, before it is made: enough to tell large ones. */
final class ReplySize {
  private ReplySize() {}

  static long of(Reply reply) {
    if (reply instanceof Reply.Resolved resolved) {
      return resolved.outcomeOrVoid().statementLength();
    }
    if (reply instanceof Reply.Wanted wanted) {
      return (long) wanted.sheets().size() * Sha384.LENGTH;
    }
    if (reply instanceof Reply.Awards awards) {
      return (long) Math.min(awards.total(), Limits.MAX_AWARDS_IN_REPLY) * Limits.MAX_AWARD_LENGTH;
    }
    if (reply instanceof Reply.ErrorReply error) {
      return error.buyers().size() * 128L;
    }
    return 0;
  }
}
