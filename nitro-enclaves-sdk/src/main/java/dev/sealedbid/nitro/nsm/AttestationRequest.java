package dev.sealedbid.nitro.nsm;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the caller wants to stand in an attestation document. Every field may be absent.
 *
 * <p>Limits (aws-nitro-enclaves-nsm-api, docs/attestation_process.md §3.2.2.2): user data and nonce
 * up to {@value #MAX_USER_DATA_LENGTH} and {@value #MAX_NONCE_LENGTH} bytes, the public key 1 to
 * {@value #MAX_PUBLIC_KEY_LENGTH} bytes.
 */
public final class AttestationRequest {
  public static final int MAX_USER_DATA_LENGTH = 512;
  public static final int MAX_NONCE_LENGTH = 512;
  public static final int MAX_PUBLIC_KEY_LENGTH = 1024;

  private static final AttestationRequest EMPTY = new AttestationRequest(null, null, null);

  private final byte @Nullable [] userData;
  private final byte @Nullable [] nonce;
  private final byte @Nullable [] publicKey;

  private AttestationRequest(
      byte @Nullable [] userData, byte @Nullable [] nonce, byte @Nullable [] publicKey) {
    this.userData = userData;
    this.nonce = nonce;
    this.publicKey = publicKey;
  }

  /** A request with none of the three fields. */
  public static AttestationRequest empty() {
    return EMPTY;
  }

  /** A request with user data, the field that carries what is being attested. */
  public static AttestationRequest ofUserData(byte[] userData) {
    return EMPTY.withUserData(userData);
  }

  /**
   * A request with a public key, the field to which KMS encrypts its answers.
   *
   * @param publicKey a DER SubjectPublicKeyInfo
   */
  public static AttestationRequest ofPublicKey(byte[] publicKey) {
    return EMPTY.withPublicKey(publicKey);
  }

  /**
   * The same request with this field.
   *
   * @throws IllegalArgumentException if it is longer than {@value #MAX_USER_DATA_LENGTH} bytes
   */
  public AttestationRequest withUserData(byte[] newUserData) {
    return new AttestationRequest(
        checked("user data", newUserData, 0, MAX_USER_DATA_LENGTH), nonce, publicKey);
  }

  /**
   * The same request with this field.
   *
   * @throws IllegalArgumentException if it is longer than {@value #MAX_NONCE_LENGTH} bytes
   */
  public AttestationRequest withNonce(byte[] newNonce) {
    return new AttestationRequest(
        userData, checked("the nonce", newNonce, 0, MAX_NONCE_LENGTH), publicKey);
  }

  /**
   * The same request with this field.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_PUBLIC_KEY_LENGTH}
   *     bytes
   */
  public AttestationRequest withPublicKey(byte[] newPublicKey) {
    return new AttestationRequest(
        userData, nonce, checked("the public key", newPublicKey, 1, MAX_PUBLIC_KEY_LENGTH));
  }

  public Optional<byte[]> userData() {
    return copy(userData);
  }

  public Optional<byte[]> nonce() {
    return copy(nonce);
  }

  public Optional<byte[]> publicKey() {
    return copy(publicKey);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttestationRequest that
        && Arrays.equals(userData, that.userData)
        && Arrays.equals(nonce, that.nonce)
        && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(userData) + Arrays.hashCode(nonce))
        + Arrays.hashCode(publicKey);
  }

  private static byte[] checked(String field, byte[] value, int least, int most) {
    if (value.length < least || value.length > most) {
      throw new IllegalArgumentException(
          field + " has " + value.length + " bytes; it may have " + least + " to " + most);
    }
    return value.clone();
  }

  private static Optional<byte[]> copy(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(value.clone());
  }
}
