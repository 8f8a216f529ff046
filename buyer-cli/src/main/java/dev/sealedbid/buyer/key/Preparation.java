package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.verify.LiveAuction;
import dev.sealedbid.buyer.verify.TrustOptions;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import java.util.Optional;

/**
 * What {@code key pin} and {@code bid} begin with: the auction is alive in the trusted enclave, and
 * its terms name this buyer's own, sound key.
 *
 * @param auction the auction, verified live
 * @param buyer the terms' buyer that runs this
 * @param key its sheet key
 * @param guard pins it
 * @param pin what it shall be pinned to
 */
public record Preparation(LiveAuction auction, Buyer buyer, SheetKey key, PinGuard guard, Pin pin) {

  public static Preparation make(
      Context context,
      Console console,
      ParentClient parent,
      String auctionId,
      Optional<String> buyerId,
      TrustOptions trust,
      PinOptions pinning,
      AwsClients clients) {
    AttestationVerifier attestations = trust.verifier(context);
    LiveAuction auction =
        LiveAuction.fetch(
            context, console, parent, auctionId, trust.required(context), attestations);
    trust.warning().ifPresent(console::warn);
    console.say(
        "the opening verifies: session "
            + auction.opening().sessionId()
            + ", alive now in the"
            + " enclave that you trust");
    Terms terms = auction.terms();
    OwnBuyer.requireRole(terms, trust.auctioneerRole());
    Identity identity = Identity.of(clients, OwnBuyer.anyRegion(terms, buyerId));
    Buyer buyer = OwnBuyer.find(terms, identity, buyerId);
    KeyArn arn = KeyArn.parse(buyer.sheetKey());
    SheetKey key = new SheetKey(arn, clients, context.services().pause());
    console.during("looking at the key", () -> sound(key, identity));
    PinProofs proofs =
        new PinProofs(terms.id(), attestations, parent, pinning.voidStatements(context), clients);
    KeySearch search = new KeySearch(clients, pinning.regions(arn, clients));
    PinGuard guard = new PinGuard(context, console, auction, key, proofs, search);
    return new Preparation(auction, buyer, key, guard, pin(auction, buyer));
  }

  private static boolean sound(SheetKey key, Identity identity) {
    key.requireSound(identity.account());
    return true;
  }

  private static Pin pin(LiveAuction auction, Buyer buyer) {
    Terms terms = auction.terms();
    try {
      return new Pin(
          terms.id(),
          buyer.id(),
          auction.opening().sessionId(),
          terms.measurements(),
          terms.decryptRole(),
          terms.closesAt(),
          terms.resolveBy());
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.unverified(
          "no key can be pinned to these terms: " + e.getMessage(),
          "don't bid, and ask the auctioneer why");
    }
  }
}
