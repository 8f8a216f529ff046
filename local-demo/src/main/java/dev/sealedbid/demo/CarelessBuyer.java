package dev.sealedbid.demo;

import dev.sealedbid.buyer.policy.KeyHolders;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.PinRefusedException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.protocol.Purpose;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetContext;
import dev.sealedbid.protocol.SheetSealer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A buyer who seals for whatever session it is shown. Its command line would not do that, so it
 * goes past it; but the policy of its key names the image that it trusts, as every policy does.
 */
final class CarelessBuyer {
  /** Its id, and its AWS profile. */
  static final String ID = "careless-buyer";

  private final KmsClient kms;
  private final String sheetKey;
  private final String principal;
  private final SecureRandom random;

  CarelessBuyer(CommandLines commands, Cast cast, SecureRandom random) {
    this.kms = commands.kms(ID);
    this.sheetKey = cast.sheetKey(ID);
    this.principal = "arn:aws:iam::" + cast.bidder(ID).account() + ":user/" + ID;
    this.random = random;
  }

  /** Pins its key to that session, of the genuine image. */
  void pin(OpenAuction auction, Map<String, String> genuine) {
    Terms terms = auction.document().terms();
    Pin pin =
        new Pin(
            terms.id(),
            ID,
            auction.session(),
            new Measurements(pcr(genuine, 0), pcr(genuine, 1), pcr(genuine, 2), pcr(genuine, 3)),
            terms.decryptRole(),
            terms.closesAt(),
            terms.resolveBy());
    try {
      String policy =
          SheetKeyPolicy.fresh(new KeyHolders(principal, principal))
              .moveTo(java.util.Optional.of(pin), Instant.now())
              .json();
      kms.putKeyPolicy(put -> put.keyId(sheetKey).policyName("default").policy(policy));
    } catch (PinRefusedException e) {
      throw new DemoFailedException("the careless buyer can't pin its fresh key", e);
    }
  }

  /** Seals a sheet for that session. */
  byte[] seal(OpenAuction auction) {
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    random.nextBytes(nonce);
    SheetContext context =
        new SheetContext(
            Purpose.SHEET,
            auction.id(),
            auction.session(),
            auction.document().sha384(),
            ID,
            System.currentTimeMillis());
    try (BidSheet sheet = BidSheet.none(nonce, auction.document().terms().lots().size());
        SealedSheet sealed = new SheetSealer(kms, sheetKey).seal(sheet, context)) {
      return sealed.ciphertext();
    }
  }

  private static Sha384 pcr(Map<String, String> genuine, int index) {
    String hex = genuine.get("PCR" + index);
    if (hex == null) {
      throw new IllegalArgumentException("no PCR" + index);
    }
    return Sha384.parse(hex);
  }
}
