package dev.sealedbid.demo.system;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code up} where AWS and the parent are other containers. */
public final class OtherParts {
  private static final List<String> REGIONS =
      List.of(LocalNames.REGION, "us-east-1", "ap-southeast-2");

  @Option(
      names = "--aws",
      paramLabel = "URL",
      description = "A stand-in for AWS that is running: S3, KMS and STS, HTTPS.",
      required = true)
  private URI aws = URI.create("https://127.0.0.1:4566");

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      description = "What \"certificates\" made for it.",
      required = true)
  private Path ca = Path.of(".");

  @Option(
      names = "--sockets",
      paramLabel = "DIR",
      description = "Where the enclave and the parent meet; \"ready\" is there when all is.",
      required = true)
  private Path sockets = Path.of(".");

  @Option(
      names = "--parent",
      paramLabel = "URL",
      description = "Where a parent will be that isn't started by this.",
      required = true)
  private URI parent = URI.create("http://127.0.0.1:8080");

  public AwsPlace.Factory place() {
    AwsEndpoints endpoints =
        AwsEndpoints.at(aws, REGIONS, ca.resolve("local-ca.pem"), ca.resolve("trust-store.p12"));
    return (addresses, embedded) -> new StandInAws(endpoints);
  }

  public ParentElsewhere elsewhere() {
    return new ParentElsewhere(parent, sockets.toAbsolutePath());
  }

  public Path ready() {
    return sockets.resolve("ready");
  }
}
