package dev.sealedbid.demo.system;

import dev.sealedbid.local.LocalAwsAddresses;
import dev.sealedbid.local.LocalAwsClient;

/**
 * The AWS that a system uses: where it is, and how roles, users and buckets come into being there.
 * The programs see endpoints and profiles only.
 */
public interface AwsPlace {
  /** Makes the place, when the embedded process is up, whose hypervisor every place uses. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes it.
     *
     * @throws DemoFailedException if it can't be reached
     */
    AwsPlace make(LocalAwsAddresses addresses, LocalAwsClient embedded);
  }

  AwsEndpoints endpoints();

  /** Makes the auctioneer's roles and bucket; returns the credentials of the parent's role. */
  AwsProfiles.Keys makeAuctioneer();

  /** Makes a buyer's principal; returns its credentials. */
  AwsProfiles.Keys makeBuyer(String account, String name);

  /** The ARN of that buyer's principal, as a key policy names it. */
  String principal(String account, String name);

  /** Makes a buyer's bucket. */
  void makeBucket(Bidder owner);
}
