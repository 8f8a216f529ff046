package dev.sealedbid.core.frame;

import java.util.Optional;

/**
 * Every reason for which an enclave refuses. Closed: an enclave says nothing else, and no text of
 * an exception leaves it. Numbers never change their meaning.
 */
public enum ErrorCode {
  /** The bytes aren't a frame, or the body isn't the message that its type says. */
  MALFORMED_FRAME(1, "the request is malformed"),
  /** The enclave is doing as much as it may; try again. */
  BUSY(2, "the enclave is busy"),
  /** Something went wrong inside; nothing was changed by this request. */
  INTERNAL(3, "the enclave failed on this request"),
  /** The security module gave no document. */
  NSM_FAILED(4, "the Nitro Secure Module gave no attestation document"),
  /** There is no attested time. */
  CLOCK_UNAVAILABLE(5, "the enclave has no attested time"),

  /** The terms have faults. */
  INVALID_TERMS(16, "the terms are not valid"),
  /** The terms name other measurements than this enclave has. */
  WRONG_MEASUREMENTS(17, "the terms name another enclave's measurements"),
  /** The terms close in the past, or too soon. */
  CLOSES_TOO_SOON(18, "the terms' closing time has passed"),
  /** The auction has a live session here. */
  SESSION_ALREADY_OPEN(19, "this auction has an open session"),
  /** As many sessions are open as may be. */
  TOO_MANY_SESSIONS(20, "too many sessions are open"),
  /** A Region of the terms isn't in the enclave's settings. */
  UNKNOWN_REGION(21, "a key's Region is not in the enclave's settings"),
  /** The sessions hold as much memory as they may. */
  ENCLAVE_FULL(22, "the enclave's sessions hold as much memory as they may"),

  /** The enclave holds no such session. */
  UNKNOWN_SESSION(32, "the enclave holds no such session"),
  /** The terms list no such buyer. */
  UNKNOWN_BUYER(33, "the terms list no such buyer"),
  /** Longer than any sealed sheet. */
  SHEET_TOO_LARGE(34, "the sheet is too large"),
  /** Not a sealed sheet in its one form, or with content that the terms don't allow. */
  SHEET_MALFORMED(35, "the sheet is malformed"),
  /** Sealed for another auction, session, terms, buyer or purpose. */
  SHEET_WRONG_CONTEXT(36, "the sheet was sealed for another context"),
  /** Sealed under another key than the buyer's in the terms. */
  SHEET_WRONG_KEY(37, "the sheet was sealed under another key"),
  /** The buyer has as many acknowledged sheets as it may. */
  BOX_FULL(38, "this buyer's box is full"),
  /** The closing time has come; no sheet is taken any more. */
  CLOSED(39, "the auction is closed"),

  /** The closing time has not come; nothing is opened yet. */
  NOT_YET_CLOSED(48, "the auction has not closed yet"),
  /** The session is being resolved; the request doesn't fit now. */
  SESSION_RESOLVING(49, "the session is being resolved"),
  /** Acknowledged sheets haven't been presented. */
  SHEETS_MISSING(50, "acknowledged sheets are missing"),
  /** A presented sheet isn't an acknowledged one. */
  NOT_ACKNOWLEDGED(51, "the sheet was never acknowledged"),
  /** KMS's answers decide nothing; the buyers are named, and the round may be tried again. */
  KMS_REFUSED(52, "KMS did not open all sheets"),
  /** There is an outcome. */
  ALREADY_RESOLVED(53, "the session is resolved"),
  /** The session ended without an outcome. */
  VOIDED(54, "the session is void"),
  /** The time to resolve is over. */
  RESOLVE_BY_PASSED(55, "the time to resolve is over"),
  /** There is no outcome yet, and so nothing that follows from one. */
  NO_OUTCOME(56, "the session has no outcome yet");

  private final int number;
  private final String meaning;

  ErrorCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** One line, without capital or full stop. */
  public String meaning() {
    return meaning;
  }

  /** The code of that number. */
  public static Optional<ErrorCode> of(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
