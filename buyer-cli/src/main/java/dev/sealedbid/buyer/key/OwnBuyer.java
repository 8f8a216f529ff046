package dev.sealedbid.buyer.key;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Terms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of the terms' parties (a buyer, or the seller) runs this command, and whether what the
 * terms name is its own.
 */
final class OwnBuyer {
  private OwnBuyer() {}

  /** The Region to ask who one is: that of any key named, since STS says the same everywhere. */
  static String anyRegion(Terms terms, Optional<String> buyerId) {
    Buyer buyer = buyerId.map(id -> named(terms, id)).orElseGet(() -> terms.buyers().get(0));
    return KeyArn.parse(buyer.sheetKey()).region();
  }

  /**
   * The buyer of that id, or else the only one whose key is of the caller's account.
   *
   * @throws CommandFailedException if there is none, or what is named isn't the caller's
   */
  static Buyer find(Terms terms, Identity identity, Optional<String> buyerId) {
    Buyer buyer =
        buyerId.map(id -> named(terms, id)).orElseGet(() -> onlyOne(terms, identity.account()));
    requireOwn("sheet key " + buyer.sheetKey(), KeyArn.parse(buyer.sheetKey()).account(), identity);
    requireOwn("bucket " + buyer.bucket(), buyer.bucketOwner(), identity);
    return buyer;
  }

  /** The auctioneer's decrypt role is of the account of the instance role that was named. */
  static void requireRole(Terms terms, Optional<String> auctioneerRole) {
    if (auctioneerRole.isPresent()
        && !account(auctioneerRole.get()).equals(account(terms.decryptRole()))) {
      throw CommandFailedException.unverified(
          "the terms' decrypt role "
              + terms.decryptRole()
              + " isn't of the account of --auctioneer-role",
          "don't bid, and ask the auctioneer why");
    }
  }

  private static Buyer named(Terms terms, String buyerId) {
    return terms
        .party(buyerId)
        .orElseThrow(
            () ->
                CommandFailedException.refused(
                    "auction " + terms.id() + " has no buyer " + buyerId,
                    "ask the auctioneer under which id you are registered; a seller that seals"
                        + " reserves is called seller"));
  }

  private static Buyer onlyOne(Terms terms, String account) {
    List<Buyer> own =
        terms.parties().stream()
            .filter(buyer -> KeyArn.parse(buyer.sheetKey()).account().equals(account))
            .toList();
    if (own.size() == 1) {
      return own.get(0);
    }
    if (own.isEmpty()) {
      throw CommandFailedException.refused(
          "auction " + terms.id() + " names no sheet key of your account " + account,
          "check --profile, or ask the auctioneer to register your key");
    }
    throw CommandFailedException.usage(
        "several parties of auction "
            + terms.id()
            + " are of your account: "
            + own.stream().map(Buyer::id).collect(Collectors.joining(", ")),
        "say which with --buyer ID");
  }

  private static void requireOwn(String what, String account, Identity identity) {
    if (!account.equals(identity.account())) {
      throw CommandFailedException.refused(
          "the terms name "
              + what
              + " of account "
              + account
              + " for you, but you are of account "
              + identity.account(),
          "check --profile and --buyer; if both are right, don't bid, and ask the auctioneer why");
    }
  }

  private static String account(String roleArn) {
    String[] parts = roleArn.split(":", -1);
    return parts.length > 4 ? parts[4] : "";
  }
}
