package dev.sealedbid.nitro.eif;

import dev.sealedbid.nitro.cbor.CborForm;
import dev.sealedbid.nitro.cbor.CborReader;
import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.MalformedCborException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who signed an image: the certificate whose key made a valid signature over the image's PCR0.
 *
 * <p>The section is CBOR: a list of one map with {@code signing_certificate} (PEM) and {@code
 * signature} (COSE_Sign1 over a map of {@code register_index} 0 and {@code register_value}, PCR0),
 * bytes written as strings or, as AWS's tools do, as lists of numbers.
 *
 * @param certificate as it stands in the image; neither its validity nor its issuer was checked
 */
public record EifSignature(X509Certificate certificate) {
  static EifSignature parse(byte[] section, byte[] pcr0) throws MalformedEifException {
    List<CborValue> signatures = array("the signature section", cbor(section));
    if (signatures.size() != 1) {
      throw new MalformedEifException(
          "the signature section holds "
              + signatures.size()
              + " signatures; there is one, of PCR0");
    }
    MapValue signature = map("the signature", signatures.get(0));
    X509Certificate certificate = certificate(field(signature, "signing_certificate"));
    SignedRegister.verify(field(signature, "signature"), certificate, pcr0);
    return new EifSignature(certificate);
  }

  /** The register of this certificate. */
  byte[] pcr8() throws MalformedEifException {
    try {
      byte[] der = certificate.getEncoded();
      PcrHasher pcr8 = new PcrHasher();
      pcr8.update(der, der.length);
      return pcr8.value();
    } catch (CertificateEncodingException e) {
      throw new MalformedEifException("the signing certificate can't be encoded", e);
    }
  }

  static CborValue cbor(byte[] bytes) throws MalformedEifException {
    try {
      return CborReader.read(bytes, EifImage.MAX_SIGNATURE, CborForm.DEFINITE);
    } catch (MalformedCborException e) {
      throw new MalformedEifException("the signature section: " + e.getMessage(), e);
    }
  }

  static List<CborValue> array(String what, CborValue value) throws MalformedEifException {
    if (value instanceof ArrayValue array) {
      return array.items();
    }
    throw new MalformedEifException(what + " is a " + value.kind() + ", not a list");
  }

  static MapValue map(String what, CborValue value) throws MalformedEifException {
    if (value instanceof MapValue map) {
      return map;
    }
    throw new MalformedEifException(what + " is a " + value.kind() + ", not a map");
  }

  static byte[] field(MapValue map, String name) throws MalformedEifException {
    CborValue value =
        map.get(name)
            .orElseThrow(() -> new MalformedEifException("the signature section has no " + name));
    if (value instanceof BytesValue bytes) {
      return bytes.value();
    }
    List<CborValue> items = array(name, value);
    byte[] bytes = new byte[items.size()];
    for (int i = 0; i < bytes.length; i++) {
      if (!(items.get(i) instanceof IntegerValue number
          && number.value() >= 0
          && number.value() <= 255)) {
        throw new MalformedEifException(name + " isn't a list of bytes");
      }
      bytes[i] = (byte) number.value();
    }
    return bytes;
  }

  private static X509Certificate certificate(byte[] pem) throws MalformedEifException {
    try {
      if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem))
          instanceof X509Certificate certificate) {
        return certificate;
      }
      throw new MalformedEifException("the signing certificate isn't an X.509 certificate");
    } catch (CertificateException e) {
      throw new MalformedEifException("the signing certificate isn't one in PEM", e);
    }
  }
}
