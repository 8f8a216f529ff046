package dev.sealedbid.core.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Vectors;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Terms of prices, the seller and award keys: {@code terms/prices.json} and its faults. */
class PriceTermsTest {
  private static final String EXAMPLE = Vectors.text("terms/example.json");
  private static final String PRICES = Vectors.text("terms/prices.json");
  private static final String KEY_1 =
      "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000001";
  private static final String SELLER_KEY =
      "arn:aws:kms:eu-west-1:111111111104:key/00000000-0000-4000-8000-000000000004";
  private static final String AWARD_ARN =
      "arn:aws:kms:eu-central-1:111111111103:key/00000000-0000-4000-8000-0000000000a3";

  @Test
  @DisplayName("[T-10] [T-11] [T-12] the vector is read")
  void isRead() throws Exception {
    TermsDocument document = TermsDocument.parse(PRICES.getBytes(StandardCharsets.UTF_8));
    Terms terms = document.terms();
    assertThat(document.sha384().hex()).isEqualTo(Vectors.lines("terms/prices.sha384").get(0));
    assertThat(terms.rule()).isEqualTo(Rule.SECOND_PRICE);
    assertThat(terms.disclosure()).isEqualTo(Disclosure.SEALED_AWARD);
    assertThat(terms.lots()).extracting(Lot::units).containsExactly(2, 1, 1);
    assertThat(terms.lots()).extracting(Lot::sealedReserve).containsExactly(false, true, false);
    assertThat(terms.lots().get(2).reserve()).contains(0L);
    assertThat(terms.required()).containsExactly("buyer-1", "seller");
    assertThat(terms.parties())
        .extracting(Buyer::id)
        .containsExactly("buyer-1", "buyer-2", "buyer-3", "seller");
    assertThat(terms.party("seller").orElseThrow().sheetKey()).isEqualTo(SELLER_KEY);
    assertThat(terms.party("buyer-2")).isEqualTo(terms.buyer("buyer-2"));
    assertThat(terms.buyer("seller")).isEmpty();
    assertThat(terms.awardKeys().keySet())
        .containsExactly("buyer-1", "buyer-2", "buyer-3", "seller");
    AwardKey third = terms.buyer("buyer-3").orElseThrow().awardKey().orElseThrow();
    assertThat(third.bits()).isEqualTo(2_048);
    assertThat(third.kmsKey()).contains(KeyArn.parse(AWARD_ARN));
    assertThat(third).hasToString("AwardKey[RSA-2048, " + AWARD_ARN + "]");
    assertThat(third.publicKey()).isEqualTo(Base64.getDecoder().decode(publicKey("buyer-3")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oneFault")
  @DisplayName("one fault is one message with its path")
  void refuses(String what, String terms, String path, String message) {
    assertThat(faults(terms))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo(path);
              assertThat(fault.message()).contains(message);
            });
  }

  static Stream<Arguments> oneFault() {
    String second = in(EXAMPLE, "FIRST_PRICE", "SECOND_PRICE");
    String reserved = in(EXAMPLE, "\"Parking space\" }", "\"Parking space\", \"reserve\": 1 }");
    String units = in(reserved, "\"units\": 1", "\"units\": 2");
    String open = in(PRICES, "SEALED_AWARD", "PRICE_PUBLIC");
    return Stream.of(
        fault("no loser pays", in(reserved, "FIRST", "SECOND"), "$.disclosure", "SECOND_PRICE"),
        fault("units", units, "$.disclosure", "with more than one unit"),
        fault(
            "lone bid",
            in(second, "WINNERS_ONLY", "PRICE_PUBLIC"),
            "$.lots[2].reserve",
            "is missing: with SECOND_PRICE every lot needs a reserve"),
        fault(
            "lone bid for several units",
            in(in(EXAMPLE, "WINNERS_ONLY", "PRICE_PUBLIC"), "\"units\": 1", "\"units\": 2"),
            "$.lots[2].reserve",
            "is missing: with more than one unit"),
        fault("step", in(EXAMPLE, "12500000", "12500050"), "$.lots[0].reserve", "step, 100"),
        fault("sealed", in(PRICES, "\"SEALED\"", "\"sealed\""), "$.lots[1].reserve", "\"SEALED\""),
        fault(
            "no seller",
            in(EXAMPLE, "\"reserve\": 15000000", "\"reserve\": \"SEALED\""),
            "$.seller",
            "is missing: a SEALED reserve needs a seller"),
        fault("empty seller", withSeller("{}"), "$.seller", "neither a sheet key nor an award"),
        fault("seller's type", withSeller("\"x\""), "$.seller", "must be an object"),
        fault(
            "seller's field",
            in(PRICES, "\"seller\": {", "\"seller\": {\"x\": 1,"),
            "$.seller.x",
            "not a field"),
        fault(
            "seller's key missing",
            drop("\"sheetKey\": \"" + SELLER_KEY + "\","),
            "$.seller.sheetKey",
            "is missing"),
        fault(
            "seller's bucket missing",
            drop("\"bucket\": \"seller-bids\","),
            "$.seller.bucket",
            "is missing"),
        fault(
            "seller's object missing",
            drop("\"objectKey\": \"riverside-prices/reserve\","),
            "$.seller.objectKey",
            "is missing"),
        fault(
            "seller's sheet key is a buyer's",
            in(PRICES, SELLER_KEY, KEY_1),
            "$.seller.sheetKey",
            "is the key of another party, too: $.buyers[0].sheetKey"),
        fault(
            "seller's object is a buyer's",
            in(
                in(PRICES, "seller-bids", "buyer-1-bids"),
                "riverside-prices/reserve",
                "riverside-prices/sheet"),
            "$.seller.objectKey",
            "same object"),
        fault(
            "nothing sealed",
            in(PRICES, "\"SEALED\"", "15000000"),
            "$.seller.sheetKey",
            "seals nothing"),
        fault(
            "seller without a sheet key",
            cut(PRICES, "\"sheetKey\": \"" + SELLER_KEY, "\"awardKey\": {"),
            "$.seller.sheetKey",
            "is missing: the seller seals a SEALED reserve"),
        fault(
            "required seller that seals nothing",
            in(withoutSealing(), "\"buyer-1\"\n", "\"seller\"\n"),
            "$.required[0]",
            "not a party"),
        fault("award key missing", without("buyer-2"), "$.buyers[1].awardKey", "SEALED_AWARD"),
        fault("seller's award key missing", without("seller"), "$.seller.awardKey", "is missing"),
        fault(
            "award key of no use",
            withAwardKey("{\"publicKey\": \"" + publicKey("buyer-1") + "\"}"),
            "$.buyers[2].awardKey",
            "of no use with WINNERS_ONLY"),
        fault(
            "award key's type",
            in(PRICES, key("buyer-1"), "\"x\""),
            "$.buyers[0].awardKey",
            "must be an object"),
        fault(
            "award key's field",
            in(PRICES, "\"publicKey\"", "\"x\": 1, \"publicKey\""),
            "$.buyers[0].awardKey.x",
            "not a field"),
        fault(
            "no public key",
            in(PRICES, key("buyer-1"), "{}"),
            "$.buyers[0].awardKey.publicKey",
            "is missing"),
        fault("no base64", inKey("buyer-1", "@"), "$.buyers[0].awardKey.publicKey", "base64"),
        fault(
            "too long",
            inKey("buyer-1", "A".repeat(2_000)),
            "$.buyers[0].awardKey.publicKey",
            "base64"),
        fault("no RSA key", inKey("buyer-1", ec()), "$.buyers[0].awardKey.publicKey", "RSA"),
        fault("junk", inKey("buyer-1", "AAAA"), "$.buyers[0].awardKey.publicKey", "RSA"),
        fault(
            "1024 bits",
            inKey("buyer-1", vector("rsa-1024")),
            "$.buyers[0].awardKey.publicKey",
            "1024 bits"),
        fault(
            "exponent",
            inKey("buyer-1", vector("rsa-e3")),
            "$.buyers[0].awardKey.publicKey",
            "65537"),
        fault("BER", inKey("buyer-1", withLongLength()), "$.buyers[0].awardKey.publicKey", "DER"),
        fault(
            "another spelling",
            inKey("buyer-1", withoutParameters()),
            "$.buyers[0].awardKey.publicKey",
            "DER"),
        fault(
            "two sizes",
            inKey("buyer-2", vector("rsa-3072")),
            "$.buyers[1].awardKey.publicKey",
            "has 3072 bits, but $.buyers[0].awardKey.publicKey has 2048"),
        fault(
            "two sizes, the seller's",
            inKey("seller", vector("rsa-4096")),
            "$.seller.awardKey.publicKey",
            "has 4096 bits"),
        fault(
            "shared award key",
            inKey("buyer-2", publicKey("buyer-1")),
            "$.buyers[1].awardKey.publicKey",
            "is the award key of another party, too: $.buyers[0].awardKey.publicKey"),
        fault(
            "shared KMS award key",
            in(PRICES, AWARD_ARN, KEY_1),
            "$.buyers[2].awardKey.kmsKey",
            "is the key of another party, too"),
        fault(
            "KMS alias",
            in(PRICES, AWARD_ARN, AWARD_ARN.replaceAll("key/.*", "alias/x")),
            "$.buyers[2].awardKey.kmsKey",
            "alias"),
        fault("units of all lots", manyUnits(), "$.lots", "have more than 50000 units together"),
        fault(
            "all award keys of no use, the first",
            one(open),
            "$.buyers[0].awardKey",
            "of no use with PRICE_PUBLIC"));
  }

  @Test
  @DisplayName("[T-12] an award key of each party is of no use where nothing is sealed to it")
  void allOfNoUse() {
    assertThat(faults(in(PRICES, "SEALED_AWARD", "PRICE_PUBLIC")))
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "$.buyers[0].awardKey",
            "$.buyers[1].awardKey",
            "$.buyers[2].awardKey",
            "$.seller.awardKey");
  }

  @Test
  @DisplayName("[T-11] a seller may have an award key alone, and then seals nothing")
  void sellerWithoutSheets() throws Exception {
    Terms terms = parse(withoutSealing()).terms();
    assertThat(terms.party("seller")).isEmpty();
    assertThat(terms.required()).containsExactly("buyer-1");
    assertThat(terms.parties()).hasSize(3);
    assertThat(terms.awardKeys()).containsKey("seller");
  }

  @Test
  @DisplayName("[T-11] the document may name the seller among the required")
  void requiredSeller() throws Exception {
    String named = in(PRICES, "\"required\": [", "\"required\": [\"seller\",");
    assertThat(parse(named).terms().required()).containsExactly("seller", "buyer-1");
  }

  @Test
  @DisplayName("3072 and 4096 bits are taken")
  void largerKeys() {
    for (String name : List.of("rsa-3072", "rsa-4096")) {
      AwardKey key = AwardKey.of(Base64.getDecoder().decode(vector(name)), Optional.empty());
      assertThat(key.toString()).isEqualTo("AwardKey[RSA-" + key.bits() + "]");
      assertThat(key).isEqualTo(AwardKey.of(key.publicKey(), Optional.empty()));
      assertThat(key).hasSameHashCodeAs(AwardKey.of(key.publicKey(), Optional.empty()));
      assertThat(key).isNotEqualTo(AwardKey.of(key.publicKey(), Optional.of(KeyArn.parse(KEY_1))));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwardKey.of(new byte[0], Optional.empty()));
  }

  private static Arguments fault(String what, String terms, String path, String message) {
    return Arguments.of(what, terms, path, message);
  }

  /** Award keys in the terms where only the first buyer has one, so that there is one fault. */
  private static String one(String open) {
    return remove(remove(remove(open, "buyer-2"), "buyer-3"), "seller");
  }

  private static String in(String terms, String from, String to) {
    assertThat(terms).contains(from);
    int at = terms.indexOf(from);
    return terms.substring(0, at) + to + terms.substring(at + from.length());
  }

  private static String drop(String field) {
    return in(PRICES, field, "");
  }

  /** Without what stands from one text to another. */
  private static String cut(String terms, String from, String to) {
    int start = terms.indexOf(from);
    int end = terms.indexOf(to, start);
    assertThat(start).isPositive();
    assertThat(end).isPositive();
    return terms.substring(0, start) + terms.substring(end);
  }

  private static String withSeller(String seller) {
    return in(EXAMPLE, "\"rule\":", "\"seller\": " + seller + ", \"rule\":");
  }

  private static String withAwardKey(String key) {
    return in(EXAMPLE, "\"id\": \"buyer-3\",", "\"id\": \"buyer-3\", \"awardKey\": " + key + ",");
  }

  private static String withoutSealing() {
    return cut(
        in(PRICES, "\"SEALED\"", "15000000"), "\"sheetKey\": \"" + SELLER_KEY, "\"awardKey\": {");
  }

  /** The whole award key of a party in the terms of prices, which write it over several lines. */
  private static String key(String party) {
    int at = PRICES.indexOf(publicKey(party));
    int start = PRICES.lastIndexOf('{', at);
    return PRICES.substring(start, PRICES.indexOf('}', at) + 1);
  }

  private static String without(String party) {
    return remove(PRICES, party);
  }

  private static String remove(String terms, String party) {
    String key = key(party);
    int end = terms.indexOf(key) + key.length();
    int start = terms.lastIndexOf(',', terms.indexOf(key));
    return terms.substring(0, start) + terms.substring(end);
  }

  private static String inKey(String party, String publicKey) {
    return in(PRICES, publicKey(party), publicKey);
  }

  private static String publicKey(String party) {
    int at = PRICES.indexOf("\"publicKey\": \"", partyAt(party)) + "\"publicKey\": \"".length();
    return PRICES.substring(at, PRICES.indexOf('"', at));
  }

  private static int partyAt(String party) {
    return PRICES.indexOf(party.equals("seller") ? "\"seller\": {" : "\"id\": \"" + party + "\"");
  }

  private static String vector(String name) {
    return Vectors.text("awards/" + name + ".pub").strip();
  }

  /** The same key with a longer form of the outermost length: BER, not DER. */
  private static String withLongLength() {
    byte[] der = Base64.getDecoder().decode(publicKey("buyer-1"));
    byte[] longer = new byte[der.length + 1];
    longer[0] = der[0];
    longer[1] = (byte) 0x83;
    System.arraycopy(der, 2, longer, 3, der.length - 2);
    return Base64.getEncoder().encodeToString(longer);
  }

  /** The same key without the NULL that RSA's algorithm identifier has. */
  private static String withoutParameters() {
    byte[] der = Base64.getDecoder().decode(publicKey("buyer-1"));
    byte[] shorter = new byte[der.length - 2];
    System.arraycopy(der, 0, shorter, 0, 17);
    System.arraycopy(der, 19, shorter, 17, der.length - 19);
    shorter[3] = (byte) (shorter[3] - 2);
    shorter[5] = (byte) (shorter[5] - 2);
    return Base64.getEncoder().encodeToString(shorter);
  }

  private static String ec() {
    try {
      byte[] der = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();
      return Base64.getEncoder().encodeToString(der);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String manyUnits() {
    String lots =
        Stream.of(1, 2, 3, 4, 5)
                .map("{\"id\":\"l%d\",\"units\":10000,\"reserve\":1},"::formatted)
                .collect(Collectors.joining())
            + "{\"id\":\"l6\",\"reserve\":1}";
    String terms = in(EXAMPLE, "WINNERS_ONLY", "PRICE_PUBLIC");
    int start = terms.indexOf("\"lots\": [") + "\"lots\": [".length();
    int end = terms.indexOf("\"rule\"");
    assertThat(Limits.MAX_UNITS_TOGETHER).isEqualTo(50_000);
    return terms.substring(0, start) + lots + "]," + terms.substring(end);
  }

  private static List<Fault> faults(String terms) {
    return catchThrowableOfType(InvalidTermsException.class, () -> parse(terms)).faults();
  }

  private static TermsDocument parse(String terms) throws InvalidTermsException {
    return TermsDocument.parse(terms.getBytes(StandardCharsets.UTF_8));
  }
}
