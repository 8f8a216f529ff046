package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.rest.ParentCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Makes receipts of what the bucket keeps of a session. A receipt may have 256 MiB, and is never
 * held: it goes through a temporary file into the bucket.
 */
final class Receipts {
  /** Acknowledgements that are held at a time; each has some 5 KB. */
  private static final int BATCH = 64;

  private final SessionArchive archive;
  private final BucketCalls bucket;

  Receipts(SessionArchive archive, BucketCalls bucket) {
    this.archive = archive;
    this.bucket = bucket;
  }

  /**
   * Makes and keeps the receipt of a session with this outcome, unless there is one.
   *
   * @return whether it was kept by this call
   */
  boolean keep(Session session, AttestedStatement outcome) {
    try {
      Path file = Files.createTempFile("sealed-bid-receipt-", ".json");
      try {
        write(file, session, outcome);
        return archive.keepReceipt(session.auctionId(), file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw ProblemException.of(
          ParentCode.PARENT_FAILED,
          "The receipt can't be written into this machine's temporary folder.",
          e);
    }
  }

  private void write(Path file, Session session, AttestedStatement outcome) throws IOException {
    try (OutputStream out =
        new BoundedFile(
            new BufferedOutputStream(Files.newOutputStream(file)), Limits.MAX_RECEIPT_LENGTH)) {
      Receipt.write(
          out,
          session.terms().bytes(),
          session.opening(),
          acknowledgements(session).iterator(),
          outcome);
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof BoundedFile.TooLongException) {
        throw tooLarge(session);
      }
      throw e.getCause();
    }
  }

  private static ProblemException tooLarge(Session session) {
    return ProblemException.of(
        ParentCode.RECEIPT_TOO_LARGE,
        "The receipt of "
            + session.auctionId()
            + " would have more than "
            + Limits.MAX_RECEIPT_LENGTH
            + " bytes.");
  }

  /** Every acknowledgement of a session, by sequence; read a few at a time. */
  Stream<AttestedStatement> acknowledgements(Session session) {
    List<Long> sequences = archive.acknowledgements(session.place());
    return IntStream.iterate(0, from -> from < sequences.size(), from -> from + BATCH)
        .mapToObj(from -> sequences.subList(from, Math.min(sequences.size(), from + BATCH)))
        .flatMap(
            batch ->
                bucket
                    .map(batch, sequence -> archive.acknowledgement(session.place(), sequence))
                    .stream())
        .flatMap(Optional::stream);
  }
}
