package dev.sealedbid.demo.attack;

import dev.sealedbid.buyer.policy.KeyHolders;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.PinRefusedException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DemoFailedException;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A buyer who seals for whatever session it is shown. Its command line would not do that, so it
 * goes past it; but the policy of its key names the image that it trusts, as every policy does.
 */
public final class CarelessBuyer {
  /** Its id, and its AWS profile. */
  public static final String ID = "careless-buyer";

  private final String id;
  private final KmsClient kms;
  private final String sheetKey;
  private final String principal;
  private final SecureRandom random;

  public CarelessBuyer(CommandLines commands, Cast cast, SecureRandom random) {
    this(ID, commands, cast, random);
  }

  /** Any buyer of the cast who is as careless. */
  public CarelessBuyer(String id, CommandLines commands, Cast cast, SecureRandom random) {
    this(id, commands.kms(id), cast.sheetKey(id), cast.principal(id), random);
  }

  private CarelessBuyer(
      String id, KmsClient kms, String sheetKey, String principal, SecureRandom random) {
    this.id = id;
    this.kms = kms;
    this.sheetKey = sheetKey;
    this.principal = principal;
    this.random = random;
  }

  /** The same buyer with another key of its account. */
  public CarelessBuyer under(String otherKey) {
    return new CarelessBuyer(id, kms, otherKey, principal, random);
  }

  /** Pins its key to that session, of the genuine image. */
  public void pin(OpenAuction auction, Map<String, String> genuine) {
    pin(id, auction, genuine);
  }

  /** Pins its key as another party's: the seller's sheets have another purpose. */
  public void pin(String party, OpenAuction auction, Map<String, String> genuine) {
    Terms terms = auction.document().terms();
    Pin pin =
        new Pin(
            terms.id(),
            party,
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

  /** Seals a sheet without bids for that session. */
  public byte[] seal(OpenAuction auction) {
    int lots = auction.document().terms().lots().size();
    long[] none = new long[lots];
    Arrays.fill(none, BidSheet.NO_BID);
    return seal(auction, id, System.currentTimeMillis(), none);
  }

  /**
   * Seals bids under its own key.
   *
   * @param inTheNameOf its own id, or somebody else's
   * @param amounts in minor units, one for each lot
   */
  public byte[] seal(OpenAuction auction, String inTheNameOf, long revision, long... amounts) {
    return seal(auction, inTheNameOf, revision, BidSheet.bid(nonce(), amounts));
  }

  /**
   * Seals any sheet, also one that its party may not make.
   *
   * @param party whose sheet it says it is; {@code seller} seals for the purpose of a reserve
   * @param sheet closed
   */
  public byte[] seal(OpenAuction auction, String party, long revision, BidSheet sheet) {
    SheetContext context =
        new SheetContext(
            Purpose.of(party),
            auction.id(),
            auction.session(),
            auction.document().sha384(),
            party,
            revision);
    try (sheet;
        SealedSheet sealed = new SheetSealer(kms, sheetKey).seal(sheet, context)) {
      return sealed.ciphertext();
    }
  }

  /** A nonce for a sheet. */
  public byte[] nonce() {
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    random.nextBytes(nonce);
    return nonce;
  }

  private static Sha384 pcr(Map<String, String> genuine, int index) {
    String hex = genuine.get("PCR" + index);
    if (hex == null) {
      throw new IllegalArgumentException("no PCR" + index);
    }
    return Sha384.parse(hex);
  }
}
