package dev.sealedbid.nitro.kms;

import dev.sealedbid.nitro.kms.AttestedDecryptException.Reason;
import dev.sealedbid.nitro.nsm.NsmException;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/**
 * A {@code KmsClient} for one key that decrypts as an attested enclave, and does nothing else. It
 * plugs into the AWS Encryption SDK's strict KMS keyring.
 *
 * <p>Guarantee: a plaintext that {@link #decrypt} returns came encrypted to this enclave's
 * recipient key, in an answer that names the one key of this client. Whatever else comes back is
 * refused with an {@link AttestedDecryptException}; KMS's refusals pass through as they are, with
 * their code. Every operation but {@code Decrypt} throws {@code UnsupportedOperationException}.
 *
 * <p>Safe for use by several threads. The delegate and the attestation belong to the caller, who
 * closes them.
 */
public final class AttestedKmsClient implements KmsClient {
  private static final Pattern KEY_ARN =
      Pattern.compile("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+");

  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  /**
   * Refusals that no document can be the cause of. KMS doesn't say which code it gives for a stale
   * one, so any other refusal might be that, AccessDeniedException and ValidationException first.
   */
  private static final Set<String> NOT_ABOUT_THE_DOCUMENT =
      Set.of(
          "InvalidCiphertextException",
          "IncorrectKeyException",
          "NotFoundException",
          "DisabledException",
          "KMSInvalidStateException",
          "InvalidKeyUsageException",
          "InvalidGrantTokenException",
          "DryRunOperationException",
          "LimitExceededException",
          "ExpiredTokenException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationTokenException",
          "InvalidClientTokenId",
          "RequestExpired");

  private final KmsClient delegate;
  private final RecipientAttestation attestation;
  private final String keyArn;

  /**
   * A client for one key.
   *
   * @param delegate a client whose TLS ends in this process
   * @param keyArn the key's ARN; an alias or a bare id is refused
   * @throws IllegalArgumentException if {@code keyArn} isn't a key's ARN
   */
  public AttestedKmsClient(KmsClient delegate, RecipientAttestation attestation, String keyArn) {
    if (!KEY_ARN.matcher(keyArn).matches()) {
      throw new IllegalArgumentException(
          "a key is named by its full ARN, arn:aws:kms:REGION:ACCOUNT:key/ID; an alias could move");
    }
    this.delegate = delegate;
    this.attestation = attestation;
    this.keyArn = keyArn;
  }

  /**
   * Decrypts for this enclave only. If KMS refuses with a code that a stale document could have
   * caused, a fresh document is tried once.
   *
   * @return the key's ARN and a plaintext of 32 bytes, nothing else: the data key, or random bytes
   *     where KMS's envelope opens and leads to none ({@link RecipientKey#unwrap})
   * @throws AttestedDecryptException if the request or the answer breaks a rule, or the NSM fails
   * @throws KmsException KMS's own refusal
   */
  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    if (!keyArn.equals(request.keyId()) || request.recipient() != null) {
      throw new AttestedDecryptException(Reason.REQUEST_REFUSED);
    }
    return opened(ask(request));
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  /** Nothing of its own to close. */
  @Override
  public void close() {}

  private DecryptResponse ask(DecryptRequest request) {
    byte[] document = attested(attestation::document);
    try {
      return delegate.decrypt(withRecipient(request, document));
    } catch (KmsException refusal) {
      if (!mayBeStale(refusal)) {
        throw refusal;
      }
    }
    byte[] fresh = attested(() -> attestation.documentAfter(document));
    return delegate.decrypt(withRecipient(request, fresh));
  }

  private DecryptResponse opened(DecryptResponse answer) {
    if (answer.plaintext() != null && answer.plaintext().asByteArrayUnsafe().length > 0) {
      throw new AttestedDecryptException(Reason.PLAINTEXT_IN_ANSWER);
    }
    if (!keyArn.equals(answer.keyId())) {
      throw new AttestedDecryptException(Reason.FOREIGN_KEY);
    }
    if (answer.ciphertextForRecipient() == null) {
      throw new AttestedDecryptException(Reason.NOTHING_FOR_RECIPIENT);
    }
    try {
      byte[] plaintext = attestation.unwrap(answer.ciphertextForRecipient().asByteArrayUnsafe());
      // Not copied: one place less where the data key lies.
      return DecryptResponse.builder()
          .keyId(keyArn)
          .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
          .build();
    } catch (CiphertextForRecipientException e) {
      throw new AttestedDecryptException(Reason.ENVELOPE_REFUSED, e);
    }
  }

  private static DecryptRequest withRecipient(DecryptRequest request, byte[] document) {
    return request.toBuilder()
        .recipient(
            RecipientInfo.builder()
                .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
                .attestationDocument(SdkBytes.fromByteArray(document))
                .build())
        .build();
  }

  private static boolean mayBeStale(KmsException refusal) {
    if (refusal.statusCode() < FIRST_CLIENT_ERROR
        || refusal.statusCode() >= FIRST_SERVER_ERROR
        || refusal.isThrottlingException()) {
      return false;
    }
    return refusal.awsErrorDetails() == null
        || !NOT_ABOUT_THE_DOCUMENT.contains(String.valueOf(refusal.awsErrorDetails().errorCode()));
  }

  private static byte[] attested(DocumentSource source) {
    try {
      return source.get();
    } catch (NsmException e) {
      throw new AttestedDecryptException(Reason.NO_ATTESTATION, e);
    }
  }

  private interface DocumentSource {
    byte[] get() throws NsmException;
  }
}
