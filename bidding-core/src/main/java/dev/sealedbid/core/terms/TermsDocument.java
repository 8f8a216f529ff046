package dev.sealedbid.core.terms;

import dev.sealedbid.core.Sha384;

/**
 * Valid terms, kept as the bytes that were parsed.
 *
 * <p>The digest of those bytes is what buyers seal their sheets for, so the bytes are passed on and
 * stored as they are, never written anew.
 */
public final class TermsDocument {
  private final byte[] bytes;
  private final Terms terms;
  private final Sha384 sha384;

  private TermsDocument(byte[] bytes, Terms terms) {
    this.bytes = bytes;
    this.terms = terms;
    this.sha384 = Sha384.of(bytes);
  }

  /**
   * Reads and checks terms.
   *
   * @throws InvalidTermsException with every fault, unless all of it is valid
   */
  public static TermsDocument parse(byte[] bytes) throws InvalidTermsException {
    byte[] copy = bytes.clone();
    return new TermsDocument(copy, TermsReader.read(copy));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes there are. */
  public int length() {
    return bytes.length;
  }

  /** The digest of the bytes. */
  public Sha384 sha384() {
    return sha384;
  }

  /** What the terms say. */
  public Terms terms() {
    return terms;
  }
}
