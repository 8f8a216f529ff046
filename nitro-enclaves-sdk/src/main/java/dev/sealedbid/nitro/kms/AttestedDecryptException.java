package dev.sealedbid.nitro.kms;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * {@link AttestedKmsClient} refused a call or an answer. KMS's own refusals are not of this type:
 * they pass through as the {@code KmsException} that they are.
 */
public final class AttestedDecryptException extends SdkClientException {
  private static final long serialVersionUID = 1L;

  /** What was refused. */
  public enum Reason {
    /** The caller asked for another key than the client is for, or brought a recipient along. */
    REQUEST_REFUSED("the request names another key than this client is for, or a recipient"),
    /** The NSM gave no attestation document; KMS wasn't asked. */
    NO_ATTESTATION("the NSM gave no attestation document"),
    /** The answer has a plaintext: whoever answered ignored the recipient, or isn't KMS. */
    PLAINTEXT_IN_ANSWER("the answer has a plaintext, although it was asked for one recipient only"),
    /** The answer was made with another key. */
    FOREIGN_KEY("the answer names another key than was asked for"),
    /** The answer has nothing for the recipient. */
    NOTHING_FOR_RECIPIENT("the answer has no ciphertext for the recipient"),
    /** The answer's ciphertext can't be opened with the recipient's key. */
    ENVELOPE_REFUSED("the answer's ciphertext for the recipient cannot be opened");

    private final String meaning;

    Reason(String meaning) {
      this.meaning = meaning;
    }
  }

  private final Reason reason;

  AttestedDecryptException(Reason reason) {
    this(reason, null);
  }

  AttestedDecryptException(Reason reason, @Nullable Throwable cause) {
    super(withMessage(reason, cause));
    this.reason = reason;
  }

  /** What was refused. */
  public Reason reason() {
    return reason;
  }

  /** Whether the answer is one that KMS doesn't give: somebody else answered over its TLS. */
  public boolean isForgery() {
    return reason != Reason.REQUEST_REFUSED && reason != Reason.NO_ATTESTATION;
  }

  /** Asking again by itself helps in no case: the caller decides. */
  @Override
  public boolean retryable() {
    return false;
  }

  private static Builder withMessage(Reason reason, @Nullable Throwable cause) {
    Builder builder = SdkClientException.builder();
    builder.message("attested decrypt: " + reason.meaning);
    if (cause != null) {
      builder.cause(cause);
    }
    return builder;
  }
}
