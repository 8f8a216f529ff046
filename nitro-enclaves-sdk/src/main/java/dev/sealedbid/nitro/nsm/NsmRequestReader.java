package dev.sealedbid.nitro.nsm;

import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import java.util.Optional;
import java.util.Set;

/** Reads requests: see {@link NsmRequest#decode}. */
final class NsmRequestReader {

  private NsmRequestReader() {}

  static NsmRequest read(byte[] message) throws MalformedNsmMessageException {
    NsmMessageFields fields = NsmMessageFields.request(message);
    return switch (fields.name()) {
      case "Attestation" -> attest(fields);
      case "GetRandom" -> fields.bare(new NsmRequest.GetRandom());
      case "DescribeNSM" -> fields.bare(new NsmRequest.DescribeNsm());
      case "DescribePCR" -> new NsmRequest.DescribePcr(number(fields, "index"));
      case "ExtendPCR" -> extend(fields);
      case "LockPCR" -> new NsmRequest.LockPcr(number(fields, "index"));
      case "LockPCRs" -> new NsmRequest.LockPcrs(number(fields, "range"));
      default -> throw fields.malformed("is not a request");
    };
  }

  private static NsmRequest attest(NsmMessageFields fields) throws MalformedNsmMessageException {
    MapValue map = fields.fields(Set.of("user_data", "nonce", "public_key"));
    Optional<byte[]> userData =
        fields.optionalBytes(map, "user_data", 0, AttestationRequest.MAX_USER_DATA_LENGTH);
    Optional<byte[]> nonce =
        fields.optionalBytes(map, "nonce", 0, AttestationRequest.MAX_NONCE_LENGTH);
    Optional<byte[]> publicKey =
        fields.optionalBytes(map, "public_key", 1, AttestationRequest.MAX_PUBLIC_KEY_LENGTH);
    AttestationRequest request = AttestationRequest.empty();
    request = userData.map(request::withUserData).orElse(request);
    request = nonce.map(request::withNonce).orElse(request);
    request = publicKey.map(request::withPublicKey).orElse(request);
    return new NsmRequest.Attest(request);
  }

  private static NsmRequest extend(NsmMessageFields fields) throws MalformedNsmMessageException {
    MapValue map = fields.fields(Set.of("index", "data"));
    return new NsmRequest.ExtendPcr(
        fields.unsigned16(map, "index"),
        fields.bytes(map, "data", 1, NsmRequest.MAX_EXTEND_DATA_LENGTH));
  }

  private static int number(NsmMessageFields fields, String name)
      throws MalformedNsmMessageException {
    return fields.unsigned16(fields.fields(Set.of(name)), name);
  }
}
