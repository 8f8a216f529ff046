package dev.sealedbid.rest;

/**
 * The problems that the parent finds itself; those that the enclave finds go by the names of core's
 * {@code ErrorCode}. Names are stable: scripts depend on them.
 */
public enum ParentCode {
  /** A body or a parameter isn't what the call takes. */
  MALFORMED_REQUEST(400, "The request is malformed", "Correct the named part and send it again."),
  /** A body is longer than the call takes. */
  REQUEST_TOO_LARGE(413, "The request is too large", "Send no more than the named limit."),
  /** A body comes too slowly. */
  REQUEST_TIMEOUT(
      408, "The request took too long", "Send it again, all of it within half a minute."),
  /** A body isn't declared as JSON. */
  UNSUPPORTED_MEDIA_TYPE(
      415, "The body's media type isn't supported", "Send it with Content-Type: application/json."),
  /** The caller accepts nothing that the call can answer. */
  NOT_ACCEPTABLE(406, "The answer can't be had in that form", "Accept application/json."),
  /** The path exists, but not for this method. */
  METHOD_NOT_ALLOWED(405, "The method isn't allowed here", "Use a method of the Allow header."),
  /** There is no such path. */
  NO_SUCH_RESOURCE(
      404, "There is no such resource", "The paths are listed in docs/PROTOCOL.md, REST API."),
  /** A browser's page of another origin, or a foreign Host header. */
  FOREIGN_ORIGIN(
      403,
      "The request comes from a web page of another origin",
      "Call the parent from this machine with a command line; it has no authentication yet."),
  /** No session of that auction was ever opened. */
  NO_SUCH_AUCTION(
      404,
      "There is no such auction",
      "Check the auction's id; auctioneer-cli list shows every auction."),
  /** The auction has had no such session. */
  NO_SUCH_SESSION(
      404,
      "The auction has had no such session",
      "Check the session's id; auctioneer-cli show ID names the latest session."),
  /** No such sheet of that party is acknowledged. */
  NO_SUCH_ACKNOWLEDGEMENT(
      404,
      "No such sheet of that party is acknowledged",
      "Until the end a party asks with the digest of an acknowledged sheet of its own; see that the"
          + " sheet was submitted: buyer-cli bid."),
  /** There is no receipt yet. */
  NOT_RESOLVED(
      404,
      "The auction isn't resolved",
      "There is a receipt once it has closed and auctioneer-cli resolve ID has resolved it."),
  /** There is an outcome, and no award message for that recipient. */
  NO_SUCH_AWARD(
      404,
      "There is no such award",
      "Under SEALED_AWARD there is one award for each award key in the terms, the seller's under"
          + " the id seller; under another disclosure there is none."),
  /** The enclave that held the session is gone. */
  SESSION_LOST(
      409,
      "The enclave that held this session is gone",
      "No sheet of this session can be opened any more: open the auction again, and let every buyer"
          + " pin its key to the new session and bid again."),
  /** Another request resolves or voids this auction just now. */
  ROUND_UNDER_WAY(
      409, "A round of this auction is under way", "Wait for it to end, and ask again."),
  /** A sheet key is in a Region whose KMS the parent's proxy doesn't let the enclave reach. */
  KMS_REGION_NOT_ALLOWED(
      422,
      "The enclave can't reach the KMS of a sheet key's Region",
      "Add that destination to the parent's setting sealed-bid.kms-proxy.allow and start the parent"
          + " again (a Region that accounts must opt in to has to be enabled in the auctioneer's"
          + " account, too), or have the terms name a key in another Region."),
  /** The buyer's bucket has no such object. */
  OBJECT_NOT_FOUND(
      422,
      "The buyer's bucket has no such object",
      "Upload the sheet to the bucket and object that the terms name, and submit it again."),
  /** The auctioneer isn't allowed to read it, or the bucket isn't the buyer's. */
  OBJECT_FORBIDDEN(
      422,
      "The buyer's object may not be read",
      "Check the bucket's name, its owner account in the terms, and that its policy lets the"
          + " auctioneer's role read the object."),
  /** The object is longer than a sheet of this service can be. */
  OBJECT_TOO_LARGE(
      422,
      "The buyer's object is larger than a sheet can be",
      "Upload the sealed sheet that buyer-cli wrote, and nothing else."),
  /** The object isn't the one that was submitted. */
  WRONG_DIGEST(
      422,
      "The buyer's object isn't the sheet that was submitted",
      "Upload that sheet again, or submit the digest (and versionId) of the object that is there."),
  /** The buyer's S3 can't be reached now. */
  BUYER_STORAGE_UNAVAILABLE(
      503, "The buyer's bucket can't be reached now", "Submit the same sheet again in a while."),
  /** The auctioneer's bucket can't be used now. */
  STORAGE_UNAVAILABLE(
      503,
      "The auctioneer's bucket can't be used now",
      "Nothing is lost: send the same request again in a while."),
  /** The auctioneer's bucket holds something else where this should be written. */
  STORAGE_CONFLICT(
      500,
      "The auctioneer's bucket holds other bytes under this name",
      "Nothing was overwritten: compare the object named with what the enclave attests."),
  /** A copy that was made before an acknowledgement isn't there any more. */
  SHEET_COPY_MISSING(
      500,
      "An acknowledged sheet's copy is missing from the auctioneer's bucket",
      "Put the buyer's sheet back under the named key, then resolve again."),
  /** The enclave can't be reached. */
  ENCLAVE_UNREACHABLE(
      503,
      "The enclave can't be reached",
      "See that the enclave runs and listens, then send the same request again."),
  /** The enclave's answer makes no sense. */
  ENCLAVE_PROTOCOL(
      502,
      "The enclave's answer isn't in the protocol",
      "See that parent and enclave are of the same release."),
  /** The outcome is kept; with so many acknowledgements its receipt isn't one that is read. */
  RECEIPT_TOO_LARGE(
      500,
      "The receipt would be longer than a receipt may be",
      "The outcome is kept: its statement and every acknowledgement are in the auctioneer's"
          + " bucket."),
  /** STS refused credentials for the decrypt role. */
  CREDENTIALS_REFUSED(
      424,
      "AWS STS refused credentials for the decrypt role",
      "Check sealed-bid.decrypt-role and its trust policy, then resolve again."),
  /** STS didn't answer the question for credentials for the decrypt role. */
  CREDENTIALS_UNAVAILABLE(
      503,
      "AWS STS gave no credentials for the decrypt role",
      "Nothing was decided: see that the parent reaches STS, then resolve again."),
  /** Too many requests at a time. */
  OVERLOADED(503, "The parent is busy", "Send the same request again in a while."),
  /** Anything that the parent didn't foresee. */
  PARENT_FAILED(
      500, "The parent failed", "See the parent's log at this time; the request may be repeated.");

  private final int status;
  private final String title;
  private final String hint;

  ParentCode(int status, String title, String hint) {
    this.status = status;
    this.title = title;
    this.hint = hint;
  }

  /** The HTTP status of a problem with this code. */
  public int status() {
    return status;
  }

  /** The code's meaning in one line. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }
}
