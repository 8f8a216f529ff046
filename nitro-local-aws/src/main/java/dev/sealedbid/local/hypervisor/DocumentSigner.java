package dev.sealedbid.local.hypervisor;

import dev.sealedbid.local.pki.LeafIdentity;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.cbor.CborWriter;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attestation documents of one enclave: untagged COSE_Sign1 by ES384, keys of the payload
 * in the order of real documents, its outermost map in the {@link PayloadForm} asked for, absent
 * optional fields as CBOR null. Thread-safe.
 *
 * <p>Source: aws-nitro-enclaves-nsm-api, docs/attestation_process.md; RFC 9052, section 4.4.
 */
final class DocumentSigner {
  // {1: -35}: the algorithm is ES384.
  private static final byte[] PROTECTED = {(byte) 0xa1, 0x01, 0x38, 0x22};
  private static final Duration SHORTEST_REST = Duration.ofMinutes(30);

  private final NitroPki pki;
  private final InstantSource clock;
  private final String moduleId;
  private final PayloadForm form;
  private @Nullable LeafIdentity leaf;

  DocumentSigner(NitroPki pki, InstantSource clock, String moduleId, PayloadForm form) {
    this.pki = pki;
    this.clock = clock;
    this.moduleId = moduleId;
    this.form = form;
  }

  String moduleId() {
    return moduleId;
  }

  byte[] sign(SortedMap<Integer, byte[]> pcrs, AttestationRequest request) {
    LeafIdentity signer = leafFor(clock.instant());
    // Read after the leaf was issued, or a document could be older than its certificate.
    Instant now = clock.instant();
    byte[] payload = form.of(payload(pcrs, request, signer, now));
    byte[] toBeSigned =
        new CborWriter()
            .array(4)
            .text("Signature1")
            .bytes(PROTECTED)
            .bytes(new byte[0])
            .bytes(payload)
            .toByteArray();
    return new CborWriter()
        .array(4)
        .bytes(PROTECTED)
        .map(0)
        .bytes(payload)
        .bytes(signer.sign(toBeSigned))
        .toByteArray();
  }

  private synchronized LeafIdentity leafFor(Instant now) {
    LeafIdentity current = leaf;
    if (current == null || !current.isValidAt(now) || !current.isValidAt(now.plus(SHORTEST_REST))) {
      current = pki.issueLeaf(moduleId, now);
      leaf = current;
    }
    return current;
  }

  private byte[] payload(
      SortedMap<Integer, byte[]> pcrs,
      AttestationRequest request,
      LeafIdentity signer,
      Instant now) {
    CborWriter writer =
        new CborWriter()
            .map(9)
            .text("module_id")
            .text(moduleId)
            .text("digest")
            .text("SHA384")
            .text("timestamp")
            .integer(now.toEpochMilli())
            .text("pcrs")
            .map(pcrs.size());
    pcrs.forEach((index, value) -> writer.integer(index).bytes(value));
    List<byte[]> bundle = signer.bundle();
    writer.text("certificate").bytes(signer.certificate()).text("cabundle").array(bundle.size());
    bundle.forEach(writer::bytes);
    optional(writer.text("public_key"), request.publicKey());
    optional(writer.text("user_data"), request.userData());
    optional(writer.text("nonce"), request.nonce());
    return writer.toByteArray();
  }

  private static void optional(CborWriter writer, Optional<byte[]> value) {
    value.ifPresentOrElse(writer::bytes, writer::nil);
  }
}
