package dev.sealedbid.nitro.eif;

import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A register signed as {@code nitro-cli sign-eif} does it: COSE_Sign1 with nothing but the
 * algorithm in its header, which is the one that belongs to the certificate's curve.
 */
final class SignedRegister {
  private static final byte TAG_18 = (byte) 0xd2;

  private SignedRegister() {}

  /** The three algorithms of COSE for EC keys, by the size of their curve. */
  private enum Algorithm {
    ES256(256, "a10126", "SHA256withECDSAinP1363Format"),
    ES384(384, "a1013822", "SHA384withECDSAinP1363Format"),
    ES512(521, "a1013823", "SHA512withECDSAinP1363Format");

    private final int bits;
    private final String header;
    private final String jca;

    Algorithm(int bits, String header, String jca) {
      this.bits = bits;
      this.header = header;
      this.jca = jca;
    }

    byte[] header() {
      return HexFormat.of().parseHex(header);
    }

    static Algorithm of(ECPublicKey key) throws MalformedEifException {
      int bits = key.getParams().getOrder().bitLength();
      return Arrays.stream(values())
          .filter(algorithm -> algorithm.bits == bits)
          .findFirst()
          .orElseThrow(
              () -> new MalformedEifException("the signing key's curve has " + bits + " bits"));
    }
  }

  static void verify(byte[] cose, X509Certificate certificate, byte[] pcr0)
      throws MalformedEifException {
    byte[] untagged =
        cose.length > 0 && cose[0] == TAG_18 ? Arrays.copyOfRange(cose, 1, cose.length) : cose;
    List<CborValue> parts = EifSignature.array("the signature", EifSignature.cbor(untagged));
    if (parts.size() != 4
        || !(parts.get(0) instanceof BytesValue header)
        || !(parts.get(1) instanceof MapValue unprotected && unprotected.entries().isEmpty())
        || !(parts.get(2) instanceof BytesValue payload)
        || !(parts.get(3) instanceof BytesValue signature)) {
      throw new MalformedEifException(
          "the signature isn't a COSE_Sign1 without unprotected headers");
    }
    requirePcr0(payload.value(), pcr0);
    if (!(certificate.getPublicKey() instanceof ECPublicKey key)) {
      throw new MalformedEifException("the signing key isn't an EC key");
    }
    Algorithm algorithm = Algorithm.of(key);
    if (!Arrays.equals(header.value(), algorithm.header())) {
      throw new MalformedEifException(
          "the signature's header isn't that of " + algorithm + ", the signing key's algorithm");
    }
    if (!verifies(algorithm, key, payload.value(), signature.value())) {
      throw new MalformedEifException("the signature over PCR0 doesn't verify");
    }
  }

  private static void requirePcr0(byte[] payload, byte[] pcr0) throws MalformedEifException {
    MapValue register = EifSignature.map("the signed register", EifSignature.cbor(payload));
    if (!register.get("register_index").equals(Optional.of(new IntegerValue(0)))) {
      throw new MalformedEifException("the signed register isn't PCR0");
    }
    if (!Arrays.equals(EifSignature.field(register, "register_value"), pcr0)) {
      throw new MalformedEifException(
          "the signed PCR0 isn't this image's: the signature belongs to another image");
    }
  }

  private static boolean verifies(
      Algorithm algorithm, ECPublicKey key, byte[] payload, byte[] signature) {
    byte[] signed =
        new CborWriter()
            .array(4)
            .text("Signature1")
            .bytes(algorithm.header())
            .bytes(new byte[0])
            .bytes(payload)
            .toByteArray();
    try {
      Signature verifier = Signature.getInstance(algorithm.jca);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
