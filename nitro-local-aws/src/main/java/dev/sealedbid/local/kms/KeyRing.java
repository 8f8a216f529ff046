package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All keys, found as KeyId names them. */
final class KeyRing {
  private static final Pattern ARN =
      Pattern.compile("arn:aws:kms:([a-z0-9-]+):([0-9]{12}):(key|alias)/(.+)");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final InstantSource clock;
  private final Map<String, KmsKey> byId = new ConcurrentHashMap<>();

  KeyRing(InstantSource clock) {
    this.clock = clock;
  }

  void add(KmsKey key) {
    byId.put(key.id(), key);
  }

  void remove(String keyArn) {
    byId.values().removeIf(key -> key.arn().equals(keyArn));
  }

  /** An account's keys in one Region, oldest first. */
  List<KmsKey> of(String accountId, String region) {
    return byId.values().stream()
        .filter(key -> key.accountId().equals(accountId) && key.region().equals(region))
        .filter(key -> !key.isGone(clock.instant()))
        .sorted(Comparator.comparing(KmsKey::created).thenComparing(KmsKey::id))
        .toList();
  }

  /** The key that sealed a ciphertext, if it is in this Region and there still. */
  Optional<KmsKey> byId(String id, String region) {
    return Optional.ofNullable(byId.get(id))
        .filter(key -> key.region().equals(region) && !key.isGone(clock.instant()));
  }

  /**
   * The key that a KeyId names: an ARN, or the id of a key of the caller's own account.
   *
   * @throws JsonFault NotFoundException
   */
  KmsKey find(String keyId, String callerAccount, String region) throws JsonFault {
    if (keyId.startsWith("alias/")) {
      throw notFound(
          "Alias arn:aws:kms:" + region + ":" + callerAccount + ":" + keyId + " is not found.");
    }
    if (!keyId.startsWith("arn:")) {
      if (!ID.matcher(keyId).matches()) {
        throw notFound("Invalid keyId '" + keyId + "'");
      }
      return existing(keyId, callerAccount, region);
    }
    Matcher arn = ARN.matcher(keyId);
    if (!arn.matches()) {
      throw new JsonFault(400, "InvalidArnException", "Invalid arn " + keyId);
    }
    if (!arn.group(1).equals(region)) {
      throw notFound("Invalid arn " + arn.group(1));
    }
    if (arn.group(3).equals("alias")) {
      throw notFound("Alias " + keyId + " is not found.");
    }
    return existing(arn.group(4), arn.group(2), region);
  }

  private KmsKey existing(String id, String accountId, String region) throws JsonFault {
    Optional<KmsKey> key = byId(id, region).filter(k -> k.accountId().equals(accountId));
    if (key.isEmpty() || !key.get().isShown()) {
      String arn = "arn:aws:kms:" + region + ":" + accountId + ":key/" + id;
      throw notFound("Key '" + arn + "' does not exist");
    }
    return key.get();
  }

  private static JsonFault notFound(String message) {
    return new JsonFault(400, "NotFoundException", message);
  }
}
