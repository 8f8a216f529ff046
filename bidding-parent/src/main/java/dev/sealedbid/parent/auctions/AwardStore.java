package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.rest.ParentCode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fetches a session's award messages from the enclave and keeps them: each is the one that the
 * outcome names, or nothing of that outcome is kept.
 */
final class AwardStore {
  private final SessionArchive archive;
  private final Enclave enclave;
  private final BucketCalls calls;

  AwardStore(SessionArchive archive, Enclave enclave, BucketCalls calls) {
    this.archive = archive;
    this.enclave = enclave;
    this.calls = calls;
  }

  /** Keeps every award message that the outcome names. May be done again, after half of it. */
  void keep(Session session, Outcome outcome) {
    List<AwardDigest> digests = outcome.awards();
    int next = 0;
    while (next < digests.size()) {
      Reply.Awards awards = enclave.awards(session.id(), next);
      List<byte[]> messages = awards.messages();
      require(awards.total() == digests.size() && !messages.isEmpty());
      keep(session, digests.subList(next, next + messages.size()), messages);
      next += messages.size();
    }
  }

  private void keep(Session session, List<AwardDigest> digests, List<byte[]> messages) {
    for (int i = 0; i < messages.size(); i++) {
      require(Sha384.of(messages.get(i)).equals(digests.get(i).sha384()));
    }
    calls.map(
        IntStream.range(0, messages.size()).boxed().toList(),
        i -> {
          archive.keepAward(session.place(), digests.get(i).recipient(), messages.get(i));
          return i;
        });
  }

  private static void require(boolean matches) {
    if (!matches) {
      throw ProblemException.of(
          ParentCode.ENCLAVE_PROTOCOL, "An award message isn't the one that the outcome names.");
    }
  }
}
