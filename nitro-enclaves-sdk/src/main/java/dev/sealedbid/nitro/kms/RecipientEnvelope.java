package dev.sealedbid.nitro.kms;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * The one shape of CMS EnvelopedData (RFC 5652 §6) in which KMS answers a recipient.
 *
 * <p>AWS writes BER of indefinite length, version 2 with a subjectKeyIdentifier, and the encrypted
 * content either as one string or in chunks; a stand-in for AWS may write DER, version 0 with
 * issuer and serial number. All of them are read, for an enclave's image can't be mended when KMS's
 * encoder changes; algorithms, their parameters and all lengths must be exactly KMS's.
 */
@SuppressWarnings("ArrayRecordComponent") // stays within the package, never compared
record RecipientEnvelope(
    byte[] encryptedKey, byte[] initializationVector, byte[] encryptedContent) {
  /** KMS API Reference, Decrypt: CiphertextForRecipient has 1 to 6,144 bytes. */
  static final int MAX_LENGTH = 6144;

  private static final int RSA_2048_LENGTH = 256;
  private static final int AES_BLOCK_LENGTH = 16;

  private static final String SHA_256 = "0609608648016503040201";
  private static final String MGF1 = "06092a864886f70d010108";
  private static final String RSAES_OAEP = "06092a864886f70d010107";

  /**
   * id-RSAES-OAEP (RFC 4055 §4.1) with SHA-256 and MGF1-SHA-256 in DER; the NULL parameters of the
   * hash functions may be there or not, and the empty label be named or not.
   */
  private static final Set<String> KEY_ENCRYPTION_ALGORITHMS =
      Set.of(
          oaep(hash(true), hash(true), ""),
          oaep(hash(true), hash(false), ""),
          oaep(hash(false), hash(true), ""),
          oaep(hash(false), hash(false), ""),
          oaep(hash(true), hash(true), emptyLabel()),
          oaep(hash(true), hash(false), emptyLabel()),
          oaep(hash(false), hash(true), emptyLabel()),
          oaep(hash(false), hash(false), emptyLabel()));

  static RecipientEnvelope parse(byte[] cms) throws CiphertextForRecipientException {
    if (cms.length > MAX_LENGTH) {
      throw new CiphertextForRecipientException();
    }
    try {
      return read(EnvelopedData.getInstance(content(cms)));
    } catch (IOException | RuntimeException e) {
      throw new CiphertextForRecipientException();
    }
  }

  private static ASN1Primitive content(byte[] cms)
      throws IOException, CiphertextForRecipientException {
    try (ASN1InputStream in = new ASN1InputStream(new ByteArrayInputStream(cms), cms.length)) {
      ContentInfo info = ContentInfo.getInstance(in.readObject());
      require(info != null && CMSObjectIdentifiers.envelopedData.equals(info.getContentType()));
      require(in.read() < 0);
      return info.getContent().toASN1Primitive();
    }
  }

  private static RecipientEnvelope read(EnvelopedData data)
      throws IOException, CiphertextForRecipientException {
    require(data.getRecipientInfos().size() == 1);
    KeyTransRecipientInfo recipient = recipient(data);
    require(KEY_ENCRYPTION_ALGORITHMS.contains(der(recipient.getKeyEncryptionAlgorithm())));
    byte[] encryptedKey = recipient.getEncryptedKey().getOctets();
    require(encryptedKey.length == RSA_2048_LENGTH);

    EncryptedContentInfo content = data.getEncryptedContentInfo();
    require(CMSObjectIdentifiers.data.equals(content.getContentType()));
    byte[] initializationVector = initializationVector(content.getContentEncryptionAlgorithm());
    require(content.getEncryptedContent() != null);
    byte[] encryptedContent = content.getEncryptedContent().getOctets();
    require(encryptedContent.length > 0 && encryptedContent.length % AES_BLOCK_LENGTH == 0);
    return new RecipientEnvelope(encryptedKey, initializationVector, encryptedContent);
  }

  /**
   * The one recipient. RFC 5652 §6.1 and §6.2.1 let the versions follow from what else is there,
   * which is read off the structure itself: they decide nothing, and neither they nor the
   * recipient's name nor attributes outside the encryption, of which none is authenticated, are a
   * reason to refuse what the key opens.
   */
  private static KeyTransRecipientInfo recipient(EnvelopedData data)
      throws CiphertextForRecipientException {
    RecipientInfo info = RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0));
    if (!(info.getInfo() instanceof KeyTransRecipientInfo recipient)) {
      throw new CiphertextForRecipientException();
    }
    return recipient;
  }

  private static byte[] initializationVector(AlgorithmIdentifier algorithm)
      throws CiphertextForRecipientException {
    require(NISTObjectIdentifiers.id_aes256_CBC.equals(algorithm.getAlgorithm()));
    byte[] vector = ASN1OctetString.getInstance(algorithm.getParameters()).getOctets();
    require(vector.length == AES_BLOCK_LENGTH);
    return vector;
  }

  private static void require(boolean holds) throws CiphertextForRecipientException {
    if (!holds) {
      throw new CiphertextForRecipientException();
    }
  }

  private static String der(AlgorithmIdentifier algorithm) throws IOException {
    return HexFormat.of().formatHex(algorithm.getEncoded(ASN1Encoding.DER));
  }

  private static String oaep(String hash, String mgfHash, String label) {
    String mgf = sequence(MGF1 + mgfHash);
    return sequence(RSAES_OAEP + sequence(tagged("a0", hash) + tagged("a1", mgf) + label));
  }

  private static String hash(boolean withNull) {
    return sequence(SHA_256 + (withNull ? "0500" : ""));
  }

  private static String emptyLabel() {
    return tagged("a2", sequence("06092a864886f70d010109" + "0400"));
  }

  private static String sequence(String content) {
    return tagged("30", content);
  }

  /** One DER element; no content here is longer than 127 bytes. */
  private static String tagged(String tag, String content) {
    return tag + HexFormat.of().toHexDigits((byte) (content.length() / 2)) + content;
  }
}
