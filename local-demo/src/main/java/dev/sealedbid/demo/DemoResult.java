package dev.sealedbid.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sealedbid.demo.attack.AttackLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code demo --json} prints.
 *
 * @param auctionId the auction
 * @param lots in lot order
 * @param receipt path of the receipt file
 * @param verified whether every buyer's verification of it succeeded
 * @param attacks in the order in which they were carried out
 * @param timings in milliseconds
 */
public record DemoResult(
    String auctionId,
    List<LotLine> lots,
    String receipt,
    boolean verified,
    List<AttackLine> attacks,
    Timings timings) {

  /**
   * A lot.
   *
   * @param lotId its id
   * @param status SOLD or NO_SALE
   * @param winner the buyer's id; absent when nobody won
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LotLine(String lotId, String status, @Nullable String winner) {}

  /** Milliseconds: building, starting the processes, then the auction's steps, then the attacks. */
  record Timings(
      long build,
      long start,
      long open,
      long bid,
      long submit,
      long resolve,
      long verify,
      long attacks) {}

  /** Whether everything went as it must. */
  boolean good() {
    return verified && attacks.stream().allMatch(AttackLine::refused);
  }
}
