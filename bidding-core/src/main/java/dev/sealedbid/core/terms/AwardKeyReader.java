package dev.sealedbid.core.terms;

import dev.sealedbid.core.json.Base64Text;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the parties' award keys, and checks them all together: under SEALED_AWARD everybody has one
 * and all have one size, so that no message tells by its length whose it is; without it nobody has
 * one, because a key that nothing is encrypted to would mislead its owner.
 */
final class AwardKeyReader {
  private static final String AWARD_KEY = "awardKey";
  private static final String PUBLIC_KEY = "publicKey";
  private static final int MAX_DER = 1_024;

  private final Faults faults;
  private final KeyOwners keys;
  private final List<String> present = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Map<ByteBuffer, String> pathsByKey = new HashMap<>();
  private Optional<Sized> first = Optional.empty();

  private record Sized(int bits, String path) {}

  AwardKeyReader(Faults faults, KeyOwners keys) {
    this.faults = faults;
    this.keys = keys;
  }

  /** The award key of one party, whose fields these are. */
  Optional<AwardKey> read(Fields party) {
    if (!party.has(AWARD_KEY)) {
      missing.add(party.at(AWARD_KEY));
      return Optional.empty();
    }
    present.add(party.at(AWARD_KEY));
    return party.object(AWARD_KEY).flatMap(this::awardKey);
  }

  void check(Disclosure disclosure) {
    if (disclosure == Disclosure.SEALED_AWARD) {
      missing.forEach(
          path -> faults.add(path, "is missing: with SEALED_AWARD every party needs an award key"));
    } else {
      present.forEach(
          path -> faults.add(path, "is of no use with " + disclosure + ", which seals no awards"));
    }
  }

  private Optional<AwardKey> awardKey(Fields fields) {
    Optional<byte[]> der = fields.text(PUBLIC_KEY).flatMap(text -> base64(fields, text));
    boolean inKms = fields.has("kmsKey");
    Optional<KeyArn> kmsKey = inKms ? keys.read(fields, "kmsKey") : Optional.empty();
    fields.finish();
    if (der.isEmpty() || (inKms && kmsKey.isEmpty())) {
      return Optional.empty();
    }
    try {
      AwardKey key = AwardKey.of(der.get(), kmsKey);
      checkOwner(fields, key);
      checkSize(fields, key);
      return Optional.of(key);
    } catch (IllegalArgumentException e) {
      fields.fault(PUBLIC_KEY, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<byte[]> base64(Fields fields, String text) {
    Optional<byte[]> der =
        text.length() > MAX_DER * 4 / 3 + 4 ? Optional.empty() : Base64Text.decode(text);
    if (der.isEmpty()) {
      fields.fault(PUBLIC_KEY, "must be a public key: base64 of the DER SubjectPublicKeyInfo");
    }
    return der;
  }

  private void checkOwner(Fields fields, AwardKey key) {
    String path = fields.at(PUBLIC_KEY);
    String earlier = pathsByKey.putIfAbsent(ByteBuffer.wrap(key.publicKey()), path);
    if (earlier != null) {
      fields.fault(PUBLIC_KEY, "is the award key of another party, too: " + earlier);
    }
  }

  private void checkSize(Fields fields, AwardKey key) {
    if (first.isEmpty()) {
      first = Optional.of(new Sized(key.bits(), fields.at(PUBLIC_KEY)));
      return;
    }
    Sized other = first.get();
    if (other.bits() != key.bits()) {
      fields.fault(
          PUBLIC_KEY,
          "has "
              + key.bits()
              + " bits, but "
              + other.path()
              + " has "
              + other.bits()
              + ": all award keys of an auction have one size");
    }
  }
}
