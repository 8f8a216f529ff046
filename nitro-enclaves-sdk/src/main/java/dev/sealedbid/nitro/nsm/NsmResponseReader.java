package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads responses: see {@link NsmResponse#decode}. */
final class NsmResponseReader {
  private static final Set<String> NAMES =
      Set.of(
          "Attestation",
          "GetRandom",
          "DescribeNSM",
          "DescribePCR",
          "ExtendPCR",
          "LockPCR",
          "LockPCRs",
          "Error");

  private static final int MAX_MODULE_ID_LENGTH = 256;

  /** PCRs are SHA-256, SHA-384 or SHA-512 values, whatever the digest of the module. */
  private static final int MIN_PCR_LENGTH = 32;

  private static final int MAX_PCR_LENGTH = 64;

  private NsmResponseReader() {}

  static NsmResponse read(byte[] message) throws MalformedNsmMessageException {
    NsmMessageFields fields = NsmMessageFields.response(message, NAMES);
    return switch (fields.name()) {
      case "Attestation" -> new NsmResponse.Attested(only(fields, "document"));
      case "GetRandom" -> new NsmResponse.RandomBytes(only(fields, "random"));
      case "DescribeNSM" -> described(fields);
      case "DescribePCR" -> pcr(fields);
      case "ExtendPCR" -> extended(fields);
      case "LockPCR" -> fields.nameOnly(new NsmResponse.PcrLocked());
      case "LockPCRs" -> fields.nameOnly(new NsmResponse.PcrsLocked());
      case "Error" -> refused(fields);
      default -> throw fields.malformed("is not a response");
    };
  }

  private static byte[] only(NsmMessageFields fields, String name)
      throws MalformedNsmMessageException {
    return fields.bytes(fields.fields(), name, 1, NsmResponse.MAX_LENGTH);
  }

  private static NsmResponse extended(NsmMessageFields fields) throws MalformedNsmMessageException {
    MapValue map = fields.fields();
    return new NsmResponse.PcrExtended(fields.bytes(map, "data", MIN_PCR_LENGTH, MAX_PCR_LENGTH));
  }

  private static NsmResponse pcr(NsmMessageFields fields) throws MalformedNsmMessageException {
    MapValue map = fields.fields();
    byte[] value = fields.bytes(map, "data", MIN_PCR_LENGTH, MAX_PCR_LENGTH);
    if (fields.field(map, "lock") instanceof BooleanValue lock) {
      return new NsmResponse.PcrDescribed(new PcrState(lock.value(), value));
    }
    throw fields.malformed("needs lock: a boolean");
  }

  private static NsmResponse described(NsmMessageFields fields)
      throws MalformedNsmMessageException {
    MapValue map = fields.fields();
    return new NsmResponse.Described(
        new NsmDescription(
            fields.unsigned16(map, "version_major"),
            fields.unsigned16(map, "version_minor"),
            fields.unsigned16(map, "version_patch"),
            text(fields, map, "module_id"),
            fields.unsigned16(map, "max_pcrs"),
            lockedPcrs(fields, map),
            text(fields, map, "digest")));
  }

  private static List<Integer> lockedPcrs(NsmMessageFields fields, MapValue map)
      throws MalformedNsmMessageException {
    if (!(fields.field(map, "locked_pcrs") instanceof ArrayValue array)) {
      throw fields.malformed("needs locked_pcrs: an array");
    }
    List<Integer> locked = new ArrayList<>();
    for (CborValue item : array.items()) {
      locked.add(fields.unsigned16(item, "locked_pcrs"));
    }
    locked.sort(null);
    return locked;
  }

  private static String text(NsmMessageFields fields, MapValue map, String name)
      throws MalformedNsmMessageException {
    if (fields.field(map, name) instanceof TextValue text
        && !text.value().isEmpty()
        && text.value().length() <= MAX_MODULE_ID_LENGTH) {
      return text.value();
    }
    throw fields.malformed("needs " + name + ": a text string");
  }

  private static NsmResponse refused(NsmMessageFields fields) throws MalformedNsmMessageException {
    if (fields.body().isPresent() && fields.body().get() instanceof TextValue text) {
      return new NsmResponse.Refused(text.value());
    }
    throw fields.malformed("needs a code: a text string");
  }
}
