package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Terminal;
import java.time.InstantSource;
import java.util.List;

/** {@code java -jar auctioneer-cli.jar}. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // The AWS SDK logs through SLF4J, which would tell the terminal that nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    AuctioneerCommand command =
        new AuctioneerCommand(ParentClient::httpClient, InstantSource.system());
    System.exit(command.execute(List.of(arguments), Terminal.ofProcess()));
  }
}
