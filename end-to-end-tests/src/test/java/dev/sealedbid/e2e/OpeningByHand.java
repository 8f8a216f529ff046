package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.demo.system.DecryptRole;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/**
 * The one request that opens a sheet, made past the enclave, with a document that the hypervisor
 * was made to sign for the genuine image. Each attack changes it in one point.
 */
final class OpeningByHand {
  static final String DENIED = "AccessDeniedException";

  private static final Set<String> CONTEXT =
      Set.of(
          SheetContext.PURPOSE,
          SheetContext.AUCTION_ID,
          SheetContext.SESSION_ID,
          SheetContext.TERMS_SHA384,
          SheetContext.BUYER_ID,
          SheetContext.REVISION);

  private final AttackRange range;
  private final String keyArn;
  private final byte[] dataKey;
  private final Map<String, String> context;
  private final byte @Nullable [] document;

  private OpeningByHand(
      AttackRange range,
      String keyArn,
      byte[] dataKey,
      Map<String, String> context,
      byte @Nullable [] document) {
    this.range = range;
    this.keyArn = keyArn;
    this.dataKey = dataKey;
    this.context = context;
    this.document = document;
  }

  /** Of the sheet of that buyer that was submitted last. */
  static OpeningByHand of(AttackRange range, Staged auction, String buyer) {
    return of(range, auction.copy(buyer), range.cast().sheetKey(buyer));
  }

  /** Of that sheet, sealed under that key. */
  static OpeningByHand of(AttackRange range, byte[] sheet, String keyArn) {
    ParsedCiphertext header = new ParsedCiphertext(sheet, 1);
    Map<String, String> context = new TreeMap<>(header.getEncryptionContextMap());
    context.keySet().retainAll(CONTEXT);
    return new OpeningByHand(
        range,
        keyArn,
        header.getEncryptedKeyBlobs().get(0).getEncryptedDataKey(),
        context,
        signed(range, range.system().enclave().measurements()));
  }

  /** A document for any measurements, with a key to which KMS can encrypt. */
  static byte[] signed(AttackRange range, Pcrs pcrs) {
    try (RecipientKey key = RecipientKey.generate(range.random())) {
      return range
          .system()
          .aws()
          .signDocument(pcrs, AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
    }
  }

  OpeningByHand showing(byte[] otherDocument) {
    return new OpeningByHand(range, keyArn, dataKey, context, otherDocument);
  }

  OpeningByHand showingNothing() {
    return new OpeningByHand(range, keyArn, dataKey, context, null);
  }

  OpeningByHand saying(Consumer<Map<String, String>> change) {
    Map<String, String> changed = new TreeMap<>(context);
    change.accept(changed);
    return new OpeningByHand(range, keyArn, dataKey, changed, document);
  }

  /** KMS's code for this caller, or empty if KMS gave the data key. */
  Optional<String> by(KmsClient caller) {
    return DecryptRole.refusal(() -> caller.decrypt(request()));
  }

  Optional<String> byDecryptRole() {
    return by(range.decryptRole().kms());
  }

  /** That nothing else is wrong with it: as it is, KMS opens the sheet, for the enclave only. */
  OpeningByHand requireGranted() {
    DecryptResponse answer = range.decryptRole().kms().decrypt(request());
    assertThat(answer.plaintext()).isNull();
    assertThat(answer.ciphertextForRecipient().asByteArray()).isNotEmpty();
    return this;
  }

  /** The encrypted data key. */
  SdkBytes dataKey() {
    return SdkBytes.fromByteArray(dataKey);
  }

  Map<String, String> context() {
    return Map.copyOf(context);
  }

  private DecryptRequest request() {
    DecryptRequest.Builder request =
        DecryptRequest.builder().keyId(keyArn).ciphertextBlob(dataKey()).encryptionContext(context);
    if (document != null) {
      request.recipient(
          RecipientInfo.builder()
              .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
              .attestationDocument(SdkBytes.fromByteArray(document))
              .build());
    }
    return request.build();
  }
}
