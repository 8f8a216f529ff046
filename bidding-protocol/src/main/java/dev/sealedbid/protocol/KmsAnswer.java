package dev.sealedbid.protocol;

import dev.sealedbid.nitro.kms.AttestedDecryptException;
import dev.sealedbid.protocol.SheetOpeningException.Meaning;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What KMS's refusal to decrypt means: the closed list of docs/PROTOCOL.md, Resolving. */
final class KmsAnswer {
  private static final Set<String> INVALID =
      Set.of("InvalidCiphertextException", "IncorrectKeyException");
  private static final Set<String> KEY_GONE =
      Set.of("DisabledException", "KMSInvalidStateException", "NotFoundException");

  /** The code where KMS gave none: no connection, no TLS, an answer that can't be KMS's. */
  static final String NO_ANSWER = "NoAnswer";

  private KmsAnswer() {}

  static SheetOpeningException meaning(RuntimeException failure) {
    if (failure instanceof AttestedDecryptException refused && refused.isForgery()) {
      return new SheetOpeningException(Meaning.FORGED, NO_ANSWER);
    }
    String code = code(failure);
    if (INVALID.contains(code)) {
      return new SheetOpeningException(Meaning.INVALID, code);
    }
    if (KEY_GONE.contains(code)) {
      return new SheetOpeningException(Meaning.KEY_GONE, code);
    }
    return new SheetOpeningException(Meaning.RETRY, code);
  }

  private static String code(RuntimeException failure) {
    if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      @Nullable String code = service.awsErrorDetails().errorCode();
      // A code travels into statements: only what can be one passes.
      return code != null && code.matches("[A-Za-z]{1,64}") ? code : "UnknownCode";
    }
    return NO_ANSWER;
  }
}
