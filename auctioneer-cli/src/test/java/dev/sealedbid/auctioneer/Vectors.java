package dev.sealedbid.auctioneer;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a parent would answer about the example's auction; nothing in it is attested. */
final class Vectors {

  static final String ID = "riverside-2026";
  private static final byte[] TERMS = TermsExample.json();
  private static final Sha384 DIGEST = Sha384.of(TERMS);
  private static final SessionId SESSION = SessionId.parse("5e".repeat(32));
  private static final Instant RESOLVED = Instant.parse("2026-12-01T12:00:07.250Z");

  private Vectors() {}

  /** The names that a transcript may use in braces after a dollar sign. */
  static Map<String, String> variables() {
    return Map.ofEntries(
        Map.entry("terms", new String(TERMS, StandardCharsets.UTF_8)),
        Map.entry("lateTerms", new String(late(), StandardCharsets.UTF_8)),
        Map.entry("lateTermsSha384", Sha384.of(late()).hex()),
        Map.entry(
            "laterTerms",
            new String(TERMS, StandardCharsets.UTF_8).replace("2026-12-01", "2028-03-06")),
        Map.entry("fullTerms", new String(full(), StandardCharsets.UTF_8)),
        Map.entry("fullTermsSha384", Sha384.of(full()).hex()),
        Map.entry("unusableKeyTerms", unusableKey()),
        Map.entry("termsBase64", base64(TERMS)),
        Map.entry("termsSha384", DIGEST.hex()),
        Map.entry("session", SESSION.hex()),
        Map.entry("opening", attested(new Opening(ID, DIGEST, SESSION, RESOLVED))),
        Map.entry("void", attested(voided(ID))),
        Map.entry("voidWithReason", withReason(attested(voided(ID)), "rain")),
        Map.entry("voidOfKeys", attested(voidedForKeys())),
        Map.entry("voidOfAnother", attested(voided("another"))),
        Map.entry("outcome", attested(outcome(ID))),
        Map.entry("receipt", receipt(ID)),
        Map.entry("receiptSha384", Sha384.of(bytes(receipt(ID))).hex()),
        Map.entry("receiptOfAnother", receipt("another")));
  }

  /** The terms, a month earlier. */
  private static byte[] late() {
    return new String(TERMS, StandardCharsets.UTF_8)
        .replace("2026-12-", "2026-11-")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] full() {
    try (var in = Vectors.class.getResourceAsStream("terms-example-full.json")) {
      return java.util.Objects.requireNonNull(in).readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The full terms, the third buyer's award key made a multiple of three. */
  private static String unusableKey() {
    ObjectNode terms = (ObjectNode) JsonMapper.shared().readTree(full());
    ObjectNode key = (ObjectNode) terms.required("buyers").required(2).required("awardKey");
    byte[] der = Base64.getDecoder().decode(key.required("publicKey").asString());
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      RSAPublicKey genuine = (RSAPublicKey) rsa.generatePublic(new X509EncodedKeySpec(der));
      BigInteger modulus = genuine.getModulus();
      BigInteger multiple = modulus.subtract(modulus.mod(BigInteger.valueOf(3)));
      byte[] changed =
          rsa.generatePublic(new RSAPublicKeySpec(multiple, genuine.getPublicExponent()))
              .getEncoded();
      key.put("publicKey", Base64.getEncoder().encodeToString(changed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return terms.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static VoidStatement voided(String id) {
    return new VoidStatement(
        id, SESSION, DIGEST, RESOLVED, VoidReason.REQUESTED, List.<BuyerCode>of());
  }

  private static VoidStatement voidedForKeys() {
    List<BuyerCode> keys = List.of(new BuyerCode("buyer-2", "DisabledException"));
    return new VoidStatement(ID, SESSION, DIGEST, RESOLVED, VoidReason.KEY_GONE, keys);
  }

  private static String withReason(String view, String reason) {
    return view.substring(0, view.length() - 1) + ",\"reason\":\"" + reason + "\"}";
  }

  private static Outcome outcome(String id) {
    Sha384 sheet = Sha384.of(new byte[] {1});
    return new Outcome(
        id,
        SESSION,
        DIGEST,
        RESOLVED,
        Sha384.of(new byte[] {2}),
        List.of(
            LotResult.sold("lot-1", List.of("buyer-1")),
            LotResult.noSale("lot-2"),
            LotResult.sold("lot-3", List.of("buyer-1"))),
        List.of(
            new BuyerResult("buyer-1", BuyerStatus.COUNTED, Optional.empty(), Optional.of(sheet)),
            new BuyerResult("buyer-2", BuyerStatus.ABSENT, Optional.empty(), Optional.empty()),
            new BuyerResult("buyer-3", BuyerStatus.ABSENT, Optional.empty(), Optional.empty())),
        List.of(new AcknowledgedSheet("buyer-1", sheet, 1_790_000_000_000L, 1)),
        List.of());
  }

  private static String receipt(String id) {
    Receipt receipt =
        new Receipt(
            TERMS,
            proven(new Opening(id, DIGEST, SESSION, RESOLVED)),
            List.of(),
            proven(outcome(id)));
    return new String(receipt.encode(), StandardCharsets.UTF_8);
  }

  private static AttestedStatement proven(Statement statement) {
    return new AttestedStatement(statement.encode(), new byte[] {(byte) 0x84});
  }

  private static String attested(Statement statement) {
    return new String(proven(statement).encode(), StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
