package dev.sealedbid.buyer.aws;

/** Where commands get their clients from. */
@FunctionalInterface
public interface AwsClientSource {
  /** Clients for these settings; the source may give the same ones again. */
  AwsClients clients(AwsSettings settings);
}
