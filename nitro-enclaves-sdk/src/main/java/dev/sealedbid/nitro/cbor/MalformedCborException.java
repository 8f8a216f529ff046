package dev.sealedbid.nitro.cbor;

/**
 * Bytes that are not one item of the {@link CborForm} asked for.
 *
 * <p>The message names the rule and the offset; it never repeats the content.
 */
public final class MalformedCborException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedCborException(String message) {
    super(message);
  }
}
