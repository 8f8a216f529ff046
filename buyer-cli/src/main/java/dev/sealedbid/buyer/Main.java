package dev.sealedbid.buyer;

import dev.sealedbid.buyer.aws.AwsConnections;
import dev.sealedbid.buyer.command.BuyerServices;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Terminal;
import java.util.List;

/** {@code java -jar buyer-cli.jar}. */
public final class Main {
  private static final int CONNECTIONS = 8;

  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // The AWS SDK logs through SLF4J, which would tell the terminal that nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    int status;
    try (AwsConnections aws = new AwsConnections(CONNECTIONS)) {
      BuyerServices services = BuyerServices.ofMachine(aws, ParentClient::httpClient);
      status = new BuyerCommand(services).execute(List.of(arguments), Terminal.ofProcess());
    }
    System.exit(status);
  }
}
