package dev.sealedbid.protocol;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.SheetContext;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which award a message is. It is the message's whole encryption context, so that an award of
 * another auction, session or recipient doesn't open as this one.
 */
public record AwardContext(
    String auctionId, SessionId sessionId, Sha384 termsSha384, String recipient) {
  /** The value of {@code purpose}; no sheet has it. */
  static final String PURPOSE = "award";

  /** The five pairs, sorted by key. Unmodifiable. */
  public Map<String, String> encryptionContext() {
    TreeMap<String, String> context = new TreeMap<>();
    context.put(SheetContext.PURPOSE, PURPOSE);
    context.put(SheetContext.AUCTION_ID, auctionId);
    context.put(SheetContext.SESSION_ID, sessionId.hex());
    context.put(SheetContext.TERMS_SHA384, termsSha384.hex());
    context.put(SheetContext.BUYER_ID, recipient);
    return Collections.unmodifiableSortedMap(context);
  }
}
