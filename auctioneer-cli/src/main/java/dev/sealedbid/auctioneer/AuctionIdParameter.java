package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.Identifiers;
import picocli.CommandLine.Parameters;

/** The auction that a command is about; a picocli mixin. */
final class AuctionIdParameter {

  @Parameters(paramLabel = "ID", description = "The auction's id, as in its terms.")
  private String id = "";

  String value() {
    if (!Identifiers.isValid(id)) {
      throw CommandFailedException.usage(
          "'" + id + "' can't be an auction's id",
          "an id is 1 to 63 of a-z, 0-9 and -, such as riverside-2026; see auctioneer-cli list");
    }
    return id;
  }
}
