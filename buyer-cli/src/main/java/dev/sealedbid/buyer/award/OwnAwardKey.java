package dev.sealedbid.buyer.award;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Terms;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code --award-key}: whether the award key that the terms name for a party is its own. Whose key
 * it is learns the party's price; so it is never taken from the terms alone. A picocli mixin.
 */
public final class OwnAwardKey {
  @Option(
      names = "--award-key",
      paramLabel = "FILE",
      description =
          "Your award key's private half (award key --out), to compare with the terms; needed where"
              + " they name a local one. One in KMS is asked for itself.")
  private @Nullable Path file;

  /**
   * Demands that the award key of the terms, if they name one, is the party's own.
   *
   * @throws CommandFailedException if it isn't, or nothing says so
   */
  public void require(Context context, Terms terms, Buyer party, AwsClients clients) {
    Optional<AwardKey> named = Optional.ofNullable(terms.awardKeys().get(party.id()));
    if (named.isEmpty()) {
      return;
    }
    Optional<KeyArn> kmsKey = named.get().kmsKey();
    if (file == null && kmsKey.isEmpty()) {
      throw CommandFailedException.usage(
          "the terms name an award key for you, and nothing here says that it is yours",
          "pass --award-key FILE: the private key that buyer-cli award key --out wrote");
    }
    if (file == null) {
      requireOwnAccount(kmsKey.orElseThrow(), party);
    }
    byte[] own =
        file == null
            ? KmsAwardKey.publicKey(clients, kmsKey.orElseThrow())
            : AwardKeyFile.publicKey(context.terminal(), file);
    if (!AwardKey.of(own, kmsKey).equals(named.get())) {
      throw notYours(party, "");
    }
  }

  // The owner of a KMS key may let everybody ask for its public half: that KMS gives it says
  // nothing about whose it is. The sheet key's account is known for the caller's.
  private static void requireOwnAccount(KeyArn awardKey, Buyer party) {
    String account = KeyArn.parse(party.sheetKey()).account();
    if (!awardKey.account().equals(account)) {
      throw notYours(
          party,
          ": it is of account " + awardKey.account() + ", but you are of account " + account);
    }
  }

  private static CommandFailedException notYours(Buyer party, String why) {
    return CommandFailedException.unverified(
        "the award key that the terms name for " + party.id() + " isn't yours" + why,
        "whoever has that key would read your price: don't bid, and ask the auctioneer why");
  }
}
