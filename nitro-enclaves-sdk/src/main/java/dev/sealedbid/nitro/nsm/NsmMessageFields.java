package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborReader;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import dev.sealedbid.nitro.cbor.MalformedCborException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One NSM message taken apart: its name, and its fields if it has any. Reads fields strictly: every
 * field of a message is there, no other is, and each has its type and length.
 */
record NsmMessageFields(String name, Optional<CborValue> body) {

  static NsmMessageFields read(byte[] message, int maxLength) throws MalformedNsmMessageException {
    CborValue value;
    try {
      value = CborReader.read(message, maxLength);
    } catch (MalformedCborException e) {
      throw new MalformedNsmMessageException("the NSM message is not strict CBOR", e);
    }
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
        "an NSM message is a text string or a map of one entry with a text key");
  }

  /** Requires that the message is the bare name. */
  <T> T bare(T message) throws MalformedNsmMessageException {
    if (body.isPresent()) {
      throw malformed("has no fields");
    }
    return message;
  }

  MapValue fields(Set<String> names) throws MalformedNsmMessageException {
    if (body.isPresent() && body.get() instanceof MapValue map) {
      for (CborValue key : map.entries().keySet()) {
        if (!(key instanceof TextValue text && names.contains(text.value()))) {
          throw malformed("has a field that is not known");
        }
      }
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
