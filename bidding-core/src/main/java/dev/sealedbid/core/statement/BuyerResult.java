package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Sha384;
import java.util.Optional;

/**
 * How one party's sheets ended.
 *
 * @param buyerId the buyer, or {@code seller}
 * @param status COUNTED and WITHDRAWN have a digest and no code; INVALID and EXCLUDED have a code;
 *     ABSENT has neither
 * @param code why; see {@link BuyerCode}
 * @param sheetSha384 digest of the sheet that was used
 */
public record BuyerResult(
    String buyerId, BuyerStatus status, Optional<String> code, Optional<Sha384> sheetSha384) {
  /** Checks that status, code and digest agree. */
  public BuyerResult {
    Identifiers.require(buyerId, "buyerId");
    code.ifPresent(BuyerCode::requireCode);
    switch (status) {
      case ABSENT -> {
        Checks.require(code.isEmpty(), "an ABSENT buyer has no code");
        Checks.require(sheetSha384.isEmpty(), "an ABSENT buyer has no sheet");
      }
      case COUNTED, WITHDRAWN -> {
        Checks.require(code.isEmpty(), "a " + status + " buyer has no code");
        Checks.require(sheetSha384.isPresent(), "a " + status + " buyer has a sheet");
      }
      case INVALID, EXCLUDED ->
          Checks.require(code.isPresent(), "for an " + status + " buyer a code says why");
    }
  }
}
