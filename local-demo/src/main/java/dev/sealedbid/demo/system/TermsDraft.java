package dev.sealedbid.demo.system;

import dev.sealedbid.core.terms.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The terms that the demo's auctioneer writes, as JSON: first price, lottery, winners only, EUR
 * with two decimals.
 *
 * @param auctionId the auction
 * @param title for people
 * @param direction which amounts are better
 * @param measurements {@code PCR0} to {@code PCR3}, hex
 * @param decryptRole the auctioneer's
 * @param lots in lot order
 * @param buyers in buyer order
 * @param closesAt rounded up to a whole second
 * @param toResolve from closing to {@code resolveBy}
 */
public record TermsDraft(
    String auctionId,
    String title,
    Direction direction,
    Map<String, String> measurements,
    String decryptRole,
    List<String> lots,
    List<Party> buyers,
    Instant closesAt,
    java.time.Duration toResolve) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * A buyer, as the terms name it.
   *
   * @param id its id
   * @param sheetKey ARN
   * @param bucket its bucket
   * @param region the bucket's
   * @param account the bucket's owner
   * @param objectKey where its sheet goes
   */
  public record Party(
      String id, String sheetKey, String bucket, String region, String account, String objectKey) {
    /** A buyer whose bucket is where everything is that isn't said to be elsewhere. */
    public Party(String id, String sheetKey, String bucket, String account, String objectKey) {
      this(id, sheetKey, bucket, LocalNames.REGION, account, objectKey);
    }
  }

  /** The same terms for another enclave. */
  public TermsDraft withMeasurements(Map<String, String> others) {
    return new TermsDraft(
        auctionId, title, direction, others, decryptRole, lots, buyers, closesAt, toResolve);
  }

  /** The same terms for others. */
  public TermsDraft withBuyers(List<Party> others) {
    return new TermsDraft(
        auctionId, title, direction, measurements, decryptRole, lots, others, closesAt, toResolve);
  }

  /** The document. */
  public byte[] json() {
    Instant closes = closesAt.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    ObjectNode terms = JSON.createObjectNode();
    terms.put("version", 1).put("id", auctionId).put("title", title);
    terms.putObject("currency").put("code", "EUR").put("scale", 2);
    ObjectNode image = terms.putObject("measurements");
    for (String pcr : List.of("PCR0", "PCR1", "PCR2", "PCR3")) {
      image.put(pcr, measurements.get(pcr));
    }
    terms.put("decryptRole", decryptRole);
    ArrayNode lotList = terms.putArray("lots");
    lots.forEach(lot -> lotList.addObject().put("id", lot).put("description", "Lot " + lot));
    terms.put("rule", "FIRST_PRICE").put("direction", direction.name()).put("tieBreak", "LOTTERY");
    terms.put("closesAt", closes.toString()).put("resolveBy", closes.plus(toResolve).toString());
    ArrayNode buyerList = terms.putArray("buyers");
    buyers.forEach(buyer -> party(buyerList.addObject(), buyer));
    terms.put("disclosure", "WINNERS_ONLY").put("keyGone", "ABORT");
    return JSON.writeValueAsString(terms).getBytes(StandardCharsets.UTF_8);
  }

  private static void party(ObjectNode node, Party buyer) {
    node.put("id", buyer.id()).put("sheetKey", buyer.sheetKey()).put("bucket", buyer.bucket());
    node.put("bucketRegion", buyer.region()).put("bucketOwner", buyer.account());
    node.put("objectKey", buyer.objectKey());
  }
}
