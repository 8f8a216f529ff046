package dev.sealedbid.core;

import java.time.Duration;

/**
 * Every limit of the protocol, in one table. Lengths are bytes unless they say otherwise.
 *
 * <p>A limit is checked before anything of that size is allocated and before KMS is called. All of
 * them together can be met: the largest auction that the terms allow has an outcome that fits.
 */
public final class Limits {
  /** Buyers in one auction. */
  public static final int MAX_BUYERS = 10_000;

  /** Parties whose sheets a box takes: every buyer, and a seller that seals its reserves. */
  public static final int MAX_PARTIES = MAX_BUYERS + 1;

  /** Lots in one auction. */
  public static final int MAX_LOTS = 500;

  /** Units of one lot. */
  public static final int MAX_UNITS = MAX_BUYERS;

  /** Units of all lots of one auction together: every winner of each stands in the outcome. */
  public static final int MAX_UNITS_TOGETHER = 50_000;

  /** Sheets that are acknowledged for one buyer in one session. */
  public static final int MAX_SHEETS_PER_BUYER = 16;

  /** One encoded bid sheet; 500 lots need all of it. Stays below the Encryption SDK's frame. */
  public static final int MAX_SHEET_LENGTH = 4_096;

  /** Bid sheets are padded to a multiple of this. */
  public static final int SHEET_BLOCK = 256;

  /** The greatest amount, in minor units: eighteen digits. */
  public static final long MAX_AMOUNT = 999_999_999_999_999_999L;

  /** The most decimals that a currency may have. */
  public static final int MAX_SCALE = 6;

  /** The terms of one auction, as JSON. */
  public static final int MAX_TERMS_LENGTH = 8 * 1024 * 1024;

  /** Objects and arrays within one another in any JSON document of this protocol. */
  public static final int MAX_JSON_DEPTH = 8;

  /** Members of one object in any JSON document of this protocol. */
  public static final int MAX_JSON_MEMBERS = 64;

  /** A member's name in any JSON document, in UTF-8. */
  public static final int MAX_JSON_NAME_LENGTH = 512;

  /** A number in any JSON document, in characters. */
  public static final int MAX_JSON_NUMBER_LENGTH = 64;

  /**
   * Values in one auction's terms. 10,000 buyers with all their fields, all of them required, and
   * 500 lots with all of theirs take some 114,000; the rest is for the lists of who is admitted.
   */
  public static final int MAX_TERMS_VALUES = 400_000;

  /**
   * Values in one statement. The largest outcome (see {@link #MAX_STATEMENT_LENGTH}) has some
   * 933,000.
   */
  public static final int MAX_STATEMENT_VALUES = 1_000_000;

  /** Values in one receipt file: 10,001 parties with 16 acknowledgements each take some 480,000. */
  public static final int MAX_RECEIPT_VALUES = 500_000;

  /** Faults that one refusal of terms lists; the last one says that there are more. */
  public static final int MAX_FAULTS = 1_000;

  /** An auction's title, in characters. */
  public static final int MAX_TITLE_LENGTH = 200;

  /** A lot's description, in characters. */
  public static final int MAX_DESCRIPTION_LENGTH = 1_000;

  /** One sealed sheet: an Encryption SDK message. */
  public static final int MAX_CIPHERTEXT_LENGTH = 16_384;

  /** One award message: an Encryption SDK message around at most one block more than a sheet. */
  public static final int MAX_AWARD_LENGTH = 8_192;

  /** Award messages in one AWARDS reply. */
  public static final int MAX_AWARDS_IN_REPLY = 64;

  /** One proof of a sheet, as a file. */
  public static final int MAX_PROOF_LENGTH = 32_768;

  /** The shortest nonce that somebody may ask to see attested. */
  public static final int MIN_NONCE = 16;

  /** The longest nonce that somebody may ask to see attested; the NSM takes no longer one. */
  public static final int MAX_NONCE = 512;

  /** One attestation document; the NSM makes none above 16 KiB. */
  public static final int MAX_ATTESTATION_LENGTH = 16_384;

  /**
   * One statement. The largest is the outcome of 10,000 buyers with 16 acknowledged sheets each,
   * about 40 MB: junk that fills the boxes must not be able to make an outcome impossible.
   */
  public static final int MAX_STATEMENT_LENGTH = 48 * 1024 * 1024;

  /** One receipt file: terms, statements and documents in base64. */
  public static final int MAX_RECEIPT_LENGTH = 256 * 1024 * 1024;

  /** Sheets in one PRESENT frame. */
  public static final int MAX_PRESENTED = 64;

  /** One code of a buyer's failure, in characters. */
  public static final int MAX_CODE_LENGTH = 64;

  /** One part of a set of AWS credentials; session tokens are the longest. */
  public static final int MAX_CREDENTIAL_LENGTH = 8_192;

  /** Sessions open at one time in one enclave. */
  public static final int MAX_OPEN_SESSIONS = 256;

  /** The least time between {@code closesAt} and {@code resolveBy}. */
  public static final Duration MIN_RESOLVING_WINDOW = Duration.ofMinutes(15);

  private Limits() {}
}
