package dev.sealedbid.protocol;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.testkit.FakeKms;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A buyer with a key, and a sheet to seal. */
final class Sealing {
  static final String KEY =
      "arn:aws:kms:eu-west-1:111111111101:key/11111111-2222-3333-4444-555555555555";
  static final String OTHER_KEY =
      "arn:aws:kms:eu-west-1:111111111102:key/11111111-2222-3333-4444-555555555555";
  static final int LOTS = 3;
  static final ExpectedSheet EXPECTED =
      new ExpectedSheet(
          Purpose.SHEET,
          "riverside-2026",
          SessionId.fromBytes(new byte[32]),
          Sha384.of("terms".getBytes(StandardCharsets.US_ASCII)),
          "buyer-1",
          KEY,
          BidSheet.lengthFor(LOTS));
  static final SheetContext CONTEXT = EXPECTED.context(1_795_000_000_000L);

  final FakeKms kms = new FakeKms(4711);
  final SheetSealer sealer = new SheetSealer(kms, KEY);

  static BidSheet sheet() {
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    new Random(7).nextBytes(nonce);
    return BidSheet.bid(nonce, new long[] {100, BidSheet.NO_BID, 300});
  }

  byte[] ciphertext() {
    try (BidSheet sheet = sheet();
        SealedSheet sealed = sealer.seal(sheet, CONTEXT)) {
      return sealed.ciphertext();
    }
  }
}
