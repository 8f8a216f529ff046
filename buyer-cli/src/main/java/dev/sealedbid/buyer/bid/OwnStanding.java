package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.StandingRequest;
import dev.sealedbid.rest.StandingView;
import java.util.Optional;

/**
 * Asks the parent how a party stands, with its own sheets: who has submitted is told to nobody else
 * before the end.
 */
final class OwnStanding {
  private final ParentClient parent;
  private final String auctionId;
  private final String buyerId;

  OwnStanding(ParentClient parent, String auctionId, String buyerId) {
    this.parent = parent;
    this.auctionId = auctionId;
    this.buyerId = buyerId;
  }

  /**
   * The standing by the newest of these sheets that is acknowledged; empty if none is. Nothing in
   * it is verified.
   *
   * @throws CommandFailedException if the parent doesn't answer
   */
  Optional<StandingView> of(BidFile file) {
    for (int i = file.sheets().size() - 1; i >= 0; i--) {
      Optional<StandingView> standing = of(file.sheets().get(i));
      if (standing.isPresent()) {
        return standing;
      }
    }
    return Optional.empty();
  }

  private Optional<StandingView> of(KeptSheet sheet) {
    try {
      return Optional.of(
          parent.standing(auctionId, new StandingRequest(buyerId, sheet.sha384().hex())));
    } catch (ParentProblemException e) {
      if (e.code().equals(ParentCode.NO_SUCH_ACKNOWLEDGEMENT.name())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
