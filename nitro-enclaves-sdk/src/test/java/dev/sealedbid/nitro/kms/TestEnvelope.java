package dev.sealedbid.nitro.kms;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes CMS EnvelopedData byte by byte, in AWS's BER layout or LocalStack's DER layout, right
 * unless a test makes it wrong.
 */
final class TestEnvelope {
  static final byte[] DATA_KEY = HexFormat.of().parseHex("c0ffee00".repeat(8));

  private static final String ENVELOPED_DATA = "06092a864886f70d010703";
  private static final String DATA = "06092a864886f70d010701";
  private static final String AES_256_CBC = "060960864801650304012a";
  private static final String SHA_256 = "300d06096086480165030402010500";
  private static final String MGF1_SHA_256 = "301a06092a864886f70d010108" + SHA_256;

  /** issuer CN=recipient, serial number 1. */
  private static final String RECIPIENT_NUMBER_1 =
      "301930143112301006035504030c09726563697069656e74020101";

  /** Exactly the 62 bytes that AWS writes. */
  static final String OAEP_AS_AWS =
      "303c06092a864886f70d010107302f" + "a00f" + SHA_256 + "a11c" + MGF1_SHA_256;

  private final byte[] subjectPublicKeyInfo;
  private boolean der;
  private boolean chunked = true;
  private boolean bySerialNumber;
  private int envelopeVersion = 2;
  private int recipientVersion = 2;
  private int recipients = 1;
  private String contentInfoType = ENVELOPED_DATA;
  private String contentType = DATA;
  private String oaep = OAEP_AS_AWS;
  private OAEPParameterSpec oaepSpec =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
  private String contentAlgorithm = AES_256_CBC;
  private byte[] initializationVector = HexFormat.of().parseHex("0f".repeat(16));
  private byte[] contentKey = HexFormat.of().parseHex("77".repeat(32));
  private byte[] content = DATA_KEY;
  private byte[] originatorInfo = new byte[0];
  private byte[] unprotectedAttributes = new byte[0];
  private String recipientTag = "30";
  private int emptyChunks;

  private TestEnvelope(byte[] subjectPublicKeyInfo) {
    this.subjectPublicKeyInfo = subjectPublicKeyInfo;
  }

  static TestEnvelope asAws(byte[] subjectPublicKeyInfo) {
    return new TestEnvelope(subjectPublicKeyInfo);
  }

  static TestEnvelope asLocalStack(byte[] subjectPublicKeyInfo) {
    TestEnvelope envelope = new TestEnvelope(subjectPublicKeyInfo);
    envelope.der = true;
    envelope.chunked = false;
    envelope.bySerialNumber = true;
    envelope.envelopeVersion = 0;
    envelope.recipientVersion = 0;
    return envelope;
  }

  TestEnvelope primitiveContent() {
    chunked = false;
    return this;
  }

  TestEnvelope inDer() {
    der = true;
    return this;
  }

  TestEnvelope withVersions(int envelope, int recipient) {
    envelopeVersion = envelope;
    recipientVersion = recipient;
    return this;
  }

  TestEnvelope withRecipients(int count) {
    recipients = count;
    return this;
  }

  TestEnvelope withContentInfoType(String oid) {
    contentInfoType = oid;
    return this;
  }

  TestEnvelope withContentType(String oid) {
    contentType = oid;
    return this;
  }

  TestEnvelope withOaep(String algorithm) {
    oaep = algorithm;
    return this;
  }

  TestEnvelope withOaepSpec(OAEPParameterSpec spec) {
    oaepSpec = spec;
    return this;
  }

  TestEnvelope withContentAlgorithm(String oid) {
    contentAlgorithm = oid;
    return this;
  }

  TestEnvelope withInitializationVectorLength(int length) {
    initializationVector = new byte[length];
    return this;
  }

  TestEnvelope withContentKeyLength(int length) {
    contentKey = new byte[length];
    return this;
  }

  TestEnvelope withContent(byte[] plaintext) {
    content = plaintext;
    return this;
  }

  TestEnvelope withOriginatorInfo() {
    originatorInfo = tlv("a0", new byte[0]);
    return this;
  }

  TestEnvelope withUnprotectedAttributes() {
    byte[] value = tlv("31", tlv("02", new byte[] {1}));
    byte[] attribute = tlv("30", hex(DATA), value);
    unprotectedAttributes = tlv("a1", attribute);
    return this;
  }

  /** A recipient of another kind: a1 is key agreement. */
  TestEnvelope withRecipientTag(String tag) {
    recipientTag = tag;
    return this;
  }

  /** Chunks without content before the one that has it: allowed in BER, and of any number. */
  TestEnvelope withEmptyChunks(int count) {
    emptyChunks = count;
    return this;
  }

  byte[] encode() {
    try {
      return contentInfo();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] contentInfo() throws GeneralSecurityException {
    byte[] recipient = recipient();
    byte[] set = new byte[0];
    for (int i = 0; i < recipients; i++) {
      set = join(set, recipient);
    }
    byte[] enveloped =
        structure(
            "30",
            tlv("02", new byte[] {(byte) envelopeVersion}),
            originatorInfo,
            tlv("31", set),
            encryptedContentInfo(),
            unprotectedAttributes);
    return structure("30", hex(contentInfoType), structure("a0", enveloped));
  }

  private byte[] recipient() throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.ENCRYPT_MODE, key, oaepSpec);
    byte[] id = bySerialNumber ? hex(RECIPIENT_NUMBER_1) : tlv("80", new byte[32]);
    return tlv(
        recipientTag,
        tlv("02", new byte[] {(byte) recipientVersion}),
        id,
        hex(oaep),
        tlv("04", rsa.doFinal(contentKey)));
  }

  private byte[] encryptedContentInfo() throws GeneralSecurityException {
    byte[] encrypted = encryptedContent();
    byte[] wrapped =
        chunked
            ? structure("a0", hex("0400".repeat(emptyChunks)), tlv("04", encrypted))
            : tlv("80", encrypted);
    byte[] algorithm = tlv("30", hex(contentAlgorithm), tlv("04", initializationVector));
    return structure("30", hex(contentType), algorithm, wrapped);
  }

  private byte[] encryptedContent() throws GeneralSecurityException {
    if (initializationVector.length != 16) {
      return new byte[48];
    }
    Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
    aes.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new IvParameterSpec(initializationVector));
    return aes.doFinal(content);
  }

  /** Of definite length in DER, of indefinite length as AWS writes. */
  private byte[] structure(String tag, byte[]... parts) {
    return der ? tlv(tag, parts) : join(hex(tag), hex("80"), join(parts), hex("0000"));
  }

  static byte[] tlv(String tag, byte[]... parts) {
    byte[] value = join(parts);
    int length = value.length;
    String head;
    if (length < 0x80) {
      head = "%02x".formatted(length);
    } else if (length < 0x100) {
      head = "81%02x".formatted(length);
    } else {
      head = "82%04x".formatted(length);
    }
    return join(hex(tag), hex(head), value);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
