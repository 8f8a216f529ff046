package dev.sealedbid.demo.system;

import java.nio.file.Path;

/**
 * A buyer of the demo.
 *
 * @param id its id in the terms, and the name of its AWS profile
 * @param account its AWS account
 * @param region of its sheet key and its bucket
 * @param bucket its bucket
 * @param directory where its files are: bids, bid file, receipt
 */
public record Bidder(String id, String account, String region, String bucket, Path directory) {
  /** Where the sheet of an auction goes. */
  public static String objectKey(String auctionId) {
    return auctionId + "/sheet";
  }

  /** The buyer as the terms name it. */
  TermsDraft.Party party(String sheetKey, String auctionId) {
    return new TermsDraft.Party(id, sheetKey, bucket, region, account, objectKey(auctionId));
  }
}
