package dev.sealedbid.buyer.bidfile;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.MalformedSheetException;
import dev.sealedbid.core.sheet.SheetKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a buyer keeps of its bids in one session: every sheet that it sealed, in the order of
 * revision, with what is needed to send it again and to prove it later.
 *
 * @param auctionId the auction
 * @param buyerId the buyer
 * @param sessionId the session
 * @param termsSha384 digest of the terms
 * @param sheetKey ARN of the key that the sheets are sealed with
 * @param lots how many lots the auction has
 * @param sheets the sheets, oldest first
 */
public record BidFile(
    String auctionId,
    String buyerId,
    SessionId sessionId,
    Sha384 termsSha384,
    String sheetKey,
    int lots,
    List<KeptSheet> sheets) {
  public BidFile {
    sheets = List.copyOf(sheets);
  }

  /** The newest sheet. */
  public Optional<KeptSheet> newest() {
    return sheets.isEmpty() ? Optional.empty() : Optional.of(sheets.get(sheets.size() - 1));
  }

  /** What the newest sheet is for; empty if there is none, or it is damaged. */
  public Optional<SheetKind> newestKind() {
    Optional<byte[]> encoded = newest().map(KeptSheet::sheet);
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    try (BidSheet sheet = BidSheet.decode(encoded.get(), lots)) {
      return Optional.of(sheet.kind());
    } catch (MalformedSheetException | IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(encoded.get(), (byte) 0);
    }
  }

  /** With one more sheet. */
  public BidFile with(KeptSheet sheet) {
    List<KeptSheet> more = new ArrayList<>(sheets);
    more.add(sheet);
    return new BidFile(auctionId, buyerId, sessionId, termsSha384, sheetKey, lots, more);
  }

  /** With the newest sheet replaced by itself and what has become known of it. */
  public BidFile withNewest(KeptSheet sheet) {
    List<KeptSheet> same = new ArrayList<>(sheets);
    same.set(same.size() - 1, sheet);
    return new BidFile(auctionId, buyerId, sessionId, termsSha384, sheetKey, lots, same);
  }

  /** The file's name where none is given. */
  public static String defaultName(String auctionId, String buyerId, SessionId session) {
    return auctionId + "." + buyerId + "." + session.hex().substring(0, 16) + ".bid.json";
  }

  @Override
  public String toString() {
    return "BidFile[" + auctionId + ", " + buyerId + ", " + sessionId + "]";
  }
}
