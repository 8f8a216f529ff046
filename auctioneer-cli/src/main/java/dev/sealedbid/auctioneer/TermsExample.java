package dev.sealedbid.auctioneer;

import java.nio.charset.StandardCharsets;

/** A full example of valid terms, to start from. */
public final class TermsExample {
  private static final String JSON =
      """
      {
        "version": 1,
        "id": "riverside-2026",
        "title": "Riverside flats",
        "currency": { "code": "EUR", "scale": 2 },
        "measurements": {
          "PCR0": "%s",
          "PCR1": "%s",
          "PCR2": "%s",
          "PCR3": "%s"
        },
        "decryptRole": "arn:aws:iam::999999999999:role/auctioneer-decrypt",
        "lots": [
          {
            "id": "lot-1",
            "description": "Flat 1, ground floor, 71 m²",
            "units": 1,
            "reserve": 12500000,
            "step": 100
          },
          {
            "id": "lot-2",
            "description": "Flat 2, first floor, 84 m²; for registered buyers only",
            "reserve": 15000000,
            "admitted": ["buyer-1", "buyer-2"]
          },
          { "id": "lot-3", "description": "Parking space" }
        ],
        "rule": "FIRST_PRICE",
        "direction": "HIGHEST_WINS",
        "tieBreak": "LOTTERY",
        "closesAt": "2026-12-01T12:00:00Z",
        "resolveBy": "2026-12-01T14:00:00Z",
        "buyers": [
          {
            "id": "buyer-1",
            "sheetKey": "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000001",
            "bucket": "buyer-1-bids",
            "bucketRegion": "eu-west-1",
            "bucketOwner": "111111111101",
            "objectKey": "riverside-2026/sheet"
          },
          {
            "id": "buyer-2",
            "sheetKey": "arn:aws:kms:eu-west-1:111111111102:key/00000000-0000-4000-8000-000000000002",
            "bucket": "buyer-2-bids",
            "bucketRegion": "eu-west-1",
            "bucketOwner": "111111111102",
            "objectKey": "riverside-2026/sheet"
          },
          {
            "id": "buyer-3",
            "sheetKey": "arn:aws:kms:eu-central-1:111111111103:key/00000000-0000-4000-8000-000000000003",
            "bucket": "buyer-3-bids",
            "bucketRegion": "eu-central-1",
            "bucketOwner": "111111111103",
            "objectKey": "riverside-2026/sheet"
          }
        ],
        "required": ["buyer-1"],
        "disclosure": "WINNERS_ONLY",
        "keyGone": "ABORT"
      }
      """
          .formatted("a0".repeat(48), "a1".repeat(48), "a2".repeat(48), "a3".repeat(48));

  private TermsExample() {}

  /** The example as indented JSON, UTF-8, with a line feed at the end; it parses. */
  public static byte[] json() {
    return JSON.getBytes(StandardCharsets.UTF_8);
  }
}
