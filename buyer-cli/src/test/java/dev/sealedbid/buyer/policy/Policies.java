package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Measurements;
import java.time.Instant;

/** The parties and the pin that the tests are about. */
final class Policies {
  static final KeyHolders HOLDERS =
      new KeyHolders(
          "arn:aws:iam::111111111101:user/buyer-1-admin",
          "arn:aws:iam::111111111101:user/buyer-1-sealer");
  static final Instant CLOSES_AT = Instant.parse("2026-11-21T08:00:00Z");
  static final Instant RESOLVE_BY = Instant.parse("2026-11-21T09:00:00Z");
  static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";

  private Policies() {}

  static SessionId session(int digit) {
    return SessionId.parse(Integer.toHexString(digit).repeat(64));
  }

  static Measurements measurements() {
    return new Measurements(pcr('a'), pcr('b'), pcr('c'), pcr('d'));
  }

  static Sha384 pcr(char digit) {
    return Sha384.parse(String.valueOf(digit).repeat(96));
  }

  static Pin pin(int session) {
    return new Pin(
        "riverside-2026", "buyer-1", session(session), measurements(), ROLE, CLOSES_AT, RESOLVE_BY);
  }
}
