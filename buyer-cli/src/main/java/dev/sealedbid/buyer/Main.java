package dev.sealedbid.buyer;

import dev.sealedbid.buyer.aws.AwsConnections;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Terminal;
import java.util.List;

/** {@code java -jar buyer-cli.jar}. */
public final class Main {
  private static final int CONNECTIONS = 8;

  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    int status;
    try (AwsConnections aws = new AwsConnections(CONNECTIONS)) {
      BuyerServices services = BuyerServices.ofMachine(aws, ParentClient.httpClient());
      status = new BuyerCommand(services).execute(List.of(arguments), Terminal.ofProcess());
    }
    System.exit(status);
  }
}
