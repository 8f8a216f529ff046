package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.key.Preparation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code bid} keeps, and what it may overwrite; a picocli mixin. */
final class KeepOptions {
  @Option(
      names = "--replace-object",
      description = "Overwrite whatever is at the place that the terms name for your sheet.")
  private boolean replaceObject;

  @Option(
      names = "--forget",
      description = "Keep no data key: the sheet can't be proved to others later.")
  private boolean forget;

  @Option(
      names = "--bid-file",
      paramLabel = "FILE",
      description = "Where to keep the bid; default: AUCTION.BUYER.SESSION.bid.json here.")
  private @Nullable Path bidFile;

  boolean isReplaceObject() {
    return replaceObject;
  }

  boolean isForget() {
    return forget;
  }

  /** Where the bid file is. */
  Path path(Context context, Preparation ready) {
    return context
        .terminal()
        .resolve(
            bidFile != null
                ? bidFile
                : Path.of(
                    BidFile.defaultName(
                        ready.pin().auctionId(), ready.buyer().id(), ready.pin().sessionId())));
  }
}
