package dev.sealedbid.core.sealed;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a sealed sheet is meant to count, and nowhere else. It is the whole encryption context of
 * the sheet's message: AES-GCM binds it to the content, KMS binds it to the data key, and key
 * policies name it ({@code kms:EncryptionContext:*}).
 *
 * @param purpose a bid sheet or a sealed reserve
 * @param auctionId the auction's id
 * @param sessionId the session that may open it
 * @param termsSha384 SHA-384 of the terms' bytes
 * @param buyerId whose sheet it is
 * @param revision of a buyer's authentic sheets the highest counts; 1 to 2^63-1
 */
public record SheetContext(
    Purpose purpose,
    String auctionId,
    SessionId sessionId,
    Sha384 termsSha384,
    String buyerId,
    long revision) {
  /** Key of {@link #purpose()}. */
  public static final String PURPOSE = "purpose";

  /** Key of {@link #auctionId()}. */
  public static final String AUCTION_ID = "auction-id";

  /** Key of {@link #sessionId()}, lower-case hex. */
  public static final String SESSION_ID = "session-id";

  /** Key of {@link #termsSha384()}, lower-case hex. */
  public static final String TERMS_SHA384 = "terms-sha384";

  /** Key of {@link #buyerId()}. */
  public static final String BUYER_ID = "buyer-id";

  /** Key of {@link #revision()}, decimal without leading zeros. */
  public static final String REVISION = "revision";

  /** Refuses ids that aren't identifiers and revisions below 1. */
  public SheetContext {
    if (!Identifiers.isValid(auctionId)) {
      throw new IllegalArgumentException("the auction id is not an identifier");
    }
    if (!Identifiers.isValid(buyerId)) {
      throw new IllegalArgumentException("the buyer id is not an identifier");
    }
    if (revision < 1) {
      throw new IllegalArgumentException("a revision is at least 1");
    }
  }

  /** The six pairs, sorted by key as the Encryption SDK writes them. Unmodifiable. */
  public Map<String, String> encryptionContext() {
    TreeMap<String, String> context = new TreeMap<>();
    context.put(PURPOSE, purpose.text());
    context.put(AUCTION_ID, auctionId);
    context.put(SESSION_ID, sessionId.hex());
    context.put(TERMS_SHA384, termsSha384.hex());
    context.put(BUYER_ID, buyerId);
    context.put(REVISION, Long.toString(revision));
    return Collections.unmodifiableSortedMap(context);
  }
}
