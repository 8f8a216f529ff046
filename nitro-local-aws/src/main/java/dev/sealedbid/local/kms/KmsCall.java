package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.json.JsonRequest;
import dev.sealedbid.local.trail.CallOrigin;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call under way: who, what, and what is learnt about it for the trail. Belongs to one thread.
 */
final class KmsCall {
  private static final int[] AUDITED_PCRS = {1, 2, 3, 4, 8};

  private final Caller caller;
  private final CallOrigin origin;
  private final JsonRequest request;
  private final Set<KmsKey> keys = new LinkedHashSet<>();
  private Optional<VerifiedRecipient> recipient = Optional.empty();

  KmsCall(Caller caller, CallOrigin origin, JsonRequest request) {
    this.caller = caller;
    this.origin = origin;
    this.request = request;
  }

  Caller caller() {
    return caller;
  }

  CallOrigin origin() {
    return origin;
  }

  JsonRequest request() {
    return request;
  }

  /** The keys that the call is about, in the order in which they were asked for. */
  Set<KmsKey> keys() {
    return keys;
  }

  /** Remembers a key that the call is about. */
  void about(KmsKey key) {
    keys.add(key);
  }

  Optional<VerifiedRecipient> recipient() {
    return recipient;
  }

  /** Remembers whom the answer is for. */
  void to(VerifiedRecipient verified) {
    recipient = Optional.of(verified);
  }

  /** The record's additionalEventData; PCRs in base64, as CloudTrail shows them. */
  Map<String, Object> additionalEventData() {
    if (recipient.isEmpty()) {
      return Map.of();
    }
    VerifiedRecipient verified = recipient.get();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("attestationDocumentModuleId", verified.moduleId());
    pcr(verified, 0).ifPresent(v -> shown.put("attestationDocumentEnclaveImageDigest", v));
    for (int index : AUDITED_PCRS) {
      pcr(verified, index).ifPresent(v -> shown.put("attestationDocumentEnclavePCR" + index, v));
    }
    return Map.of("recipient", shown);
  }

  private static Optional<String> pcr(VerifiedRecipient verified, int index) {
    return Optional.ofNullable(verified.pcrs().get(index))
        .map(hex -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
  }
}
