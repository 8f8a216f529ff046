package dev.sealedbid.local.trail;

import dev.sealedbid.local.iam.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service tells the trail about one call. Nothing in it may be secret.
 *
 * @param eventSource such as {@code kms.amazonaws.com}
 * @param eventName the operation
 * @param readOnly as CloudTrail classes the operation
 * @param requestParameters without plaintexts, ciphertexts and documents
 * @param additionalEventData such as the recipient's measurements
 * @param resources what was asked for, where it is known
 * @param error how it failed, if it did
 */
public record AuditedCall(
    CallOrigin origin,
    Caller caller,
    String eventSource,
    String eventName,
    boolean readOnly,
    Map<String, ?> requestParameters,
    Map<String, ?> additionalEventData,
    List<Resource> resources,
    Optional<Failure> error) {

  /**
   * What was asked for.
   *
   * @param type such as {@code AWS::KMS::Key}
   */
  public record Resource(String type, String arn, String accountId) {}

  /**
   * How a call failed.
   *
   * @param code in CloudTrail's form: {@code AccessDenied} without the suffix Exception
   */
  public record Failure(String code, String message) {}
}
