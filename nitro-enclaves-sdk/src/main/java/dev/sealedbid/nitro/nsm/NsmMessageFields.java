package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborForm;
import dev.sealedbid.nitro.cbor.CborReader;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import dev.sealedbid.nitro.cbor.MalformedCborException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One NSM message taken apart: its name, and its fields if it has any. Every field that is known is
 * there and has its type and length.
 *
 * <p>A request is ours to write and has one form, with no fields but its own. A response is read as
 * tolerantly as an attestation document, whose encoder is the same: arrays and maps of both
 * lengths, and what isn't known is skipped within the limits of {@link CborForm#ANY_LENGTH}. There
 * the device itself vouches for what it says.
 */
record NsmMessageFields(String name, Optional<CborValue> body) {

  /** A request: its name alone, or a map of its name alone. */
  static NsmMessageFields request(byte[] message) throws MalformedNsmMessageException {
    CborValue value = cbor(message, NsmRequest.MAX_LENGTH, CborForm.DEFINITE);
    if (value instanceof TextValue text) {
      return new NsmMessageFields(text.value(), Optional.empty());
    }
    if (value instanceof MapValue map && map.entries().size() == 1) {
      Map.Entry<CborValue, CborValue> only = map.entries().entrySet().iterator().next();
      if (only.getKey() instanceof TextValue text) {
        return new NsmMessageFields(text.value(), Optional.of(only.getValue()));
      }
    }
    throw new MalformedNsmMessageException(
        "an NSM request is a text string or a map of one entry with a text key");
  }

  /** A response: its name alone, or a map in which one of these names stands, and one only. */
  static NsmMessageFields response(byte[] message, Set<String> names)
      throws MalformedNsmMessageException {
    CborValue value = cbor(message, NsmResponse.MAX_LENGTH, CborForm.ANY_LENGTH);
    if (value instanceof TextValue text) {
      return new NsmMessageFields(text.value(), Optional.empty());
    }
    if (!(value instanceof MapValue map)) {
      throw new MalformedNsmMessageException(
          "an NSM response is a text string or a map, not a " + value.kind());
    }
    List<String> known = names.stream().filter(name -> map.get(name).isPresent()).toList();
    if (known.size() != 1) {
      throw new MalformedNsmMessageException(
          "an NSM response is one of those that are known, not " + known.size() + " at once");
    }
    return new NsmMessageFields(known.get(0), map.get(known.get(0)));
  }

  private static CborValue cbor(byte[] message, int maxLength, CborForm form)
      throws MalformedNsmMessageException {
    try {
      return CborReader.read(message, maxLength, form);
    } catch (MalformedCborException e) {
      throw new MalformedNsmMessageException("the NSM message is not CBOR of its form", e);
    }
  }

  /** Requires that the message says nothing but its name; fields that aren't known say nothing. */
  <T> T nameOnly(T message) throws MalformedNsmMessageException {
    if (body.isEmpty() || body.get() instanceof NullValue || body.get() instanceof MapValue) {
      return message;
    }
    throw malformed("has no fields");
  }

  /** Requires that the message is the bare name. */
  <T> T bare(T message) throws MalformedNsmMessageException {
    if (body.isPresent()) {
      throw malformed("has no fields");
    }
    return message;
  }

  /** The fields, of which none may be unknown. */
  MapValue fields(Set<String> names) throws MalformedNsmMessageException {
    MapValue map = fields();
    for (CborValue key : map.entries().keySet()) {
      if (!(key instanceof TextValue text && names.contains(text.value()))) {
        throw malformed("has a field that is not known");
      }
    }
    return map;
  }

  /** The fields, and whatever else there is. */
  MapValue fields() throws MalformedNsmMessageException {
    if (body.isPresent() && body.get() instanceof MapValue map) {
      return map;
    }
    throw malformed("has fields, and they are a map");
  }

  byte[] bytes(MapValue fields, String field, int least, int most)
      throws MalformedNsmMessageException {
    if (field(fields, field) instanceof BytesValue bytes
        && bytes.length() >= least
        && bytes.length() <= most) {
      return bytes.value();
    }
    throw malformed("needs " + field + ": " + least + " to " + most + " bytes");
  }

  Optional<byte[]> optionalBytes(MapValue fields, String field, int least, int most)
      throws MalformedNsmMessageException {
    Optional<CborValue> value = fields.get(field);
    if (value.isEmpty() || value.get() instanceof NullValue) {
      return Optional.empty();
    }
    return Optional.of(bytes(fields, field, least, most));
  }

  int unsigned16(MapValue fields, String field) throws MalformedNsmMessageException {
    return unsigned16(field(fields, field), field);
  }

  int unsigned16(CborValue value, String field) throws MalformedNsmMessageException {
    if (value instanceof IntegerValue integer
        && integer.value() >= 0
        && integer.value() <= 0xffff) {
      return (int) integer.value();
    }
    throw malformed("needs " + field + ": an unsigned 16-bit number");
  }

  CborValue field(MapValue fields, String field) throws MalformedNsmMessageException {
    return fields.get(field).orElseThrow(() -> malformed("needs the field " + field));
  }

  MalformedNsmMessageException malformed(String rule) {
    return new MalformedNsmMessageException("the NSM message " + knownName() + " " + rule);
  }

  /** A name of the protocol's own size: an invented one isn't repeated at length. */
  private String knownName() {
    return name.length() <= 16 && name.chars().allMatch(Character::isLetter) ? name : "(unknown)";
  }
}
