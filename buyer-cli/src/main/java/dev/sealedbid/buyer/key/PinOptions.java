package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.verify.StatementFile;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.KeyArn;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What the guard on the pin's past may be given; a picocli mixin. */
public final class PinOptions {
  @Option(
      names = "--void",
      paramLabel = "FILE",
      description =
          "The void statement of a session that a key of this auction was pinned to, if the parent"
              + " doesn't serve it; repeatable.")
  private List<Path> voidFiles = List.of();

  @Option(
      names = "--wait",
      description = "Wait where the guard on the pin's past needs time (30 minutes).")
  private boolean wait;

  @Option(
      names = "--also-region",
      paramLabel = "REGION",
      description =
          "Look for other sheet keys of the auction in this Region, too; repeatable. Looked in"
              + " anyway: your key's Region, and your profile's.")
  private List<String> alsoRegions = List.of();

  /** Where another key of the auction is looked for. */
  Set<String> regions(KeyArn own, AwsClients clients) {
    Set<String> regions = new HashSet<>(alsoRegions);
    regions.add(own.region());
    clients.defaultRegion().ifPresent(regions::add);
    return regions;
  }

  public boolean isWait() {
    return wait;
  }

  List<AttestedStatement> voidStatements(Context context) {
    return voidFiles.stream().map(file -> StatementFile.read(context.terminal(), file)).toList();
  }
}
