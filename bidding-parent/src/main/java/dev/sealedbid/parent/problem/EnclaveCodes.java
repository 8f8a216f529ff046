package dev.sealedbid.parent.problem;

import dev.sealedbid.core.frame.ErrorCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What each of the enclave's codes is over HTTP: a status, and what to do about it. */
final class EnclaveCodes {
  /** RFC 4918: what this request depends on, a buyer's key, failed. Nobody is out of reach. */
  private static final int FAILED_DEPENDENCY = 424;

  /** RFC 4918: no room, until something else makes some; repeating the request makes none. */
  private static final int INSUFFICIENT_STORAGE = 507;

  private record Entry(int status, String hint) {}

  private static final Map<ErrorCode, Entry> ENTRIES = entries();

  private EnclaveCodes() {}

  static int status(ErrorCode code) {
    return entry(code).status();
  }

  static String title(ErrorCode code) {
    String meaning = code.meaning();
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1);
  }

  static String hint(ErrorCode code) {
    return entry(code).hint();
  }

  static boolean isKnown(ErrorCode code) {
    return ENTRIES.containsKey(code);
  }

  private static Entry entry(ErrorCode code) {
    return ENTRIES.getOrDefault(
        code, new Entry(502, "See that parent and enclave are of the same release."));
  }

  private static Map<ErrorCode, Entry> entries() {
    Map<ErrorCode, Entry> all = new EnumMap<>(ErrorCode.class);
    all.put(
        ErrorCode.MALFORMED_FRAME,
        new Entry(502, "See that parent and enclave are of the same release."));
    all.put(ErrorCode.BUSY, new Entry(503, "Send the same request again in a while."));
    all.put(ErrorCode.INTERNAL, new Entry(502, "Nothing was changed: send the request again."));
    all.put(ErrorCode.NSM_FAILED, new Entry(503, "Nothing was changed: send the request again."));
    all.put(
        ErrorCode.CLOCK_UNAVAILABLE,
        new Entry(503, "Nothing was changed: send the request again."));
    putTerms(all);
    putSheets(all);
    putRounds(all);
    return all;
  }

  private static void putTerms(Map<ErrorCode, Entry> all) {
    all.put(
        ErrorCode.INVALID_TERMS, new Entry(422, "Correct the faults listed and post them again."));
    all.put(
        ErrorCode.WRONG_MEASUREMENTS,
        new Entry(
            422, "Name this enclave's PCR0 to PCR3 in the terms, or start the image they name."));
    all.put(
        ErrorCode.CLOSES_TOO_SOON, new Entry(422, "Set closesAt later and post the terms again."));
    all.put(
        ErrorCode.SESSION_ALREADY_OPEN,
        new Entry(409, "Go on with the open session, or void it before opening another."));
    all.put(
        ErrorCode.TOO_MANY_SESSIONS,
        new Entry(INSUFFICIENT_STORAGE, "Resolve or void another auction first."));
    all.put(
        ErrorCode.ENCLAVE_FULL,
        new Entry(
            INSUFFICIENT_STORAGE,
            "Resolve or void other auctions, then send the same request again."));
    all.put(
        ErrorCode.UNKNOWN_REGION,
        new Entry(422, "Use keys of the Regions in the enclave's measured settings."));
  }

  private static void putSheets(Map<ErrorCode, Entry> all) {
    all.put(
        ErrorCode.UNKNOWN_SESSION,
        new Entry(409, "Open the auction again; sheets of the old session stay sealed."));
    all.put(ErrorCode.UNKNOWN_BUYER, new Entry(422, "Use a buyer's id from the terms."));
    all.put(
        ErrorCode.SHEET_TOO_LARGE,
        new Entry(422, "Seal the sheet with buyer-cli and submit that."));
    all.put(
        ErrorCode.SHEET_MALFORMED,
        new Entry(422, "Seal the sheet with buyer-cli and submit that."));
    all.put(
        ErrorCode.SHEET_WRONG_CONTEXT,
        new Entry(
            422, "Seal a new sheet for this auction's present session, terms and that buyer."));
    all.put(
        ErrorCode.SHEET_WRONG_KEY,
        new Entry(422, "Seal a new sheet under the sheet key that the terms name."));
    all.put(
        ErrorCode.BOX_FULL,
        new Entry(409, "The highest revision that was acknowledged counts; no more are taken."));
    all.put(ErrorCode.CLOSED, new Entry(409, "The sheet wasn't taken: closesAt has passed."));
  }

  private static void putRounds(Map<ErrorCode, Entry> all) {
    all.put(ErrorCode.NOT_YET_CLOSED, new Entry(409, "Resolve from the terms' closesAt on."));
    all.put(
        ErrorCode.SESSION_RESOLVING,
        new Entry(409, "Wait for the round to end, or resolve again if it stopped."));
    all.put(
        ErrorCode.SHEETS_MISSING,
        new Entry(500, "Resolve again; if it stays, see that the bucket's copies are complete."));
    all.put(
        ErrorCode.NOT_ACKNOWLEDGED,
        new Entry(500, "Resolve again; if it stays, see that the bucket's copies are unchanged."));
    all.put(
        ErrorCode.KMS_REFUSED,
        new Entry(
            FAILED_DEPENDENCY,
            "Nothing was decided. See what KMS answered for the buyers listed, then resolve again"
                + " before resolveBy."));
    all.put(
        ErrorCode.ALREADY_RESOLVED,
        new Entry(409, "auctioneer-cli receipt ID brings the receipt."));
    all.put(
        ErrorCode.VOIDED,
        new Entry(409, "The auction can be opened again; every buyer then bids again."));
    all.put(
        ErrorCode.RESOLVE_BY_PASSED,
        new Entry(409, "No sheet can be opened any more; open the auction again to go on."));
    all.put(ErrorCode.NO_OUTCOME, new Entry(404, "Resolve the auction first."));
  }
}
