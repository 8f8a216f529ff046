package dev.sealedbid.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.testkit.Vectors;
import dev.sealedbid.verify.VerificationException.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One good outcome, and each way of making it impossible. */
class OutcomeRulesTest {
  private static final SessionId SESSION = SessionId.fromBytes(new byte[32]);
  private static final String JSON = json();

  private final Terms terms = terms("");
  private final List<LotResult> lots =
      new ArrayList<>(
          List.of(LotResult.sold("lot-1", List.of("buyer-1")), LotResult.noSale("lot-2")));
  private final List<BuyerResult> buyers =
      new ArrayList<>(
          List.of(
              result(1, BuyerStatus.COUNTED, 1),
              result(2, BuyerStatus.WITHDRAWN, 3),
              result(3, BuyerStatus.ABSENT, 0)));
  private final List<AwardDigest> awards = new ArrayList<>();
  private final List<AcknowledgedSheet> acknowledged =
      new ArrayList<>(List.of(sheet(1, 1, 1), sheet(2, 2, 2), sheet(2, 3, 3)));

  @Test
  void aPossibleOutcome() throws Exception {
    check(terms);
  }

  @Test
  void lotsAreExactlyTheTerms() {
    lots.remove(1);
    refused(Rule.LOTS);
  }

  @Test
  void lotsAreInOrder() {
    lots.add(lots.remove(0));
    refused(Rule.LOTS);
  }

  @Test
  void aWinnerIsCounted() {
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-2")));
    refused(Rule.LOTS);
  }

  @Test
  void aWinnerIsListed() {
    lots.set(0, LotResult.sold("lot-1", List.of("stranger")));
    refused(Rule.LOTS);
  }

  @Test
  void aWinnerIsAdmitted() {
    lots.set(1, LotResult.sold("lot-2", List.of("buyer-1")));
    refused(Rule.LOTS);
  }

  @Test
  void notMoreWinnersThanUnits() {
    buyers.set(1, result(2, BuyerStatus.COUNTED, 3));
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1", "buyer-2")));
    refused(Rule.LOTS);
  }

  @Test
  void everyBuyerOnce() {
    buyers.remove(2);
    refused(Rule.BUYERS);
  }

  @Test
  void noBuyerTwice() {
    buyers.set(2, buyers.get(0));
    refused(Rule.BUYERS);
  }

  @Test
  void absentMeansNoSheet() {
    acknowledged.add(sheet(3, 4, 4));
    refused(Rule.BUYERS);
  }

  @Test
  void countedMeansASheet() {
    buyers.set(2, result(3, BuyerStatus.COUNTED, 1));
    refused(Rule.BUYERS);
  }

  @Test
  void theSheetIsTheBuyersOwn() {
    buyers.set(0, result(1, BuyerStatus.COUNTED, 2));
    refused(Rule.BUYERS);
  }

  @Test
  void theSheetIsAcknowledged() {
    buyers.set(0, result(1, BuyerStatus.COUNTED, 9));
    refused(Rule.BUYERS);
  }

  /** [P-12]. */
  @Test
  void noExclusionUnderAbort() {
    buyers.set(
        1,
        new BuyerResult(
            "buyer-2", BuyerStatus.EXCLUDED, Optional.of("DisabledException"), Optional.empty()));
    refused(Rule.BUYERS);
  }

  /** [P-12]. */
  @Test
  void theRequiredAreAuthentic() {
    assertThatThrownBy(() -> check(terms(",\"required\":[\"buyer-3\"]")))
        .isInstanceOfSatisfying(
            VerificationException.class, e -> assertThat(e.rule()).isEqualTo(Rule.BUYERS));
  }

  /** [P-9]. */
  @Test
  void sequencesAreOneTwoThree() {
    acknowledged.set(2, sheet(2, 3, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  /** [P-9]. */
  @Test
  void noSheetTwice() {
    acknowledged.add(sheet(2, 3, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  /** [P-9]. */
  @Test
  void noSheetOfAStranger() {
    acknowledged.add(new AcknowledgedSheet("stranger", digest(4), 4, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  /** [P-9]. */
  @Test
  void noOverfullBox() {
    for (int i = 4; i < 19; i++) {
      acknowledged.add(sheet(2, i, i));
    }
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  /** [P-10]. */
  @Test
  void acknowledgementsAreInTheOutcome() {
    Acknowledgement other =
        new Acknowledgement(
            "a", SESSION, "buyer-1", digest(1), 2, 1, Instant.parse("2026-11-21T08:00:00Z"));
    OutcomeRules rules = new OutcomeRules(terms, outcome());
    assertThatThrownBy(
            () -> {
              rules.checkAcknowledged();
              rules.checkAcknowledgements(List.of(other));
            })
        .isInstanceOf(VerificationException.class);
  }

  @Test
  @DisplayName("[P-13] no price unless PRICE_PUBLIC")
  void noPriceThatIsNotPublic() {
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1"), 5));
    refused(Rule.LOTS);
  }

  @Test
  @DisplayName("[P-13] under PRICE_PUBLIC every SOLD lot has a price, which meets reserve and step")
  void publicPrices() throws Exception {
    Terms priced = pricedTerms("HIGHEST_WINS");
    refused(priced, Rule.LOTS);
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1"), 10));
    check(priced);
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1"), 12));
    refused(priced, Rule.LOTS);
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1"), 5));
    refused(priced, Rule.LOTS);
    Terms down = pricedTerms("LOWEST_WINS");
    check(down);
    lots.set(0, LotResult.sold("lot-1", List.of("buyer-1"), 15));
    refused(down, Rule.LOTS);
  }

  @Test
  @DisplayName("[P-11] the seller that seals stands last, and is COUNTED or WITHDRAWN")
  void theSellerIsAParty() throws Exception {
    Terms sealed = sealedTerms();
    refused(sealed, Rule.BUYERS);
    acknowledged.add(new AcknowledgedSheet("seller", digest(4), 1, 4));
    buyers.add(
        new BuyerResult("seller", BuyerStatus.COUNTED, Optional.empty(), Optional.of(digest(4))));
    check(sealed);
    refused(Rule.ACKNOWLEDGEMENTS);
    buyers.set(
        3,
        new BuyerResult("seller", BuyerStatus.INVALID, Optional.of("X"), Optional.of(digest(4))));
    refused(sealed, Rule.BUYERS);
    buyers.add(0, buyers.remove(3));
    refused(sealed, Rule.BUYERS);
  }

  @Test
  @DisplayName("[P-13] what the seller withdrew isn't sold; a seller wins nothing")
  void theSellerWithdrew() throws Exception {
    Terms sealed = sealedTerms();
    acknowledged.add(new AcknowledgedSheet("seller", digest(4), 1, 4));
    buyers.add(
        new BuyerResult("seller", BuyerStatus.WITHDRAWN, Optional.empty(), Optional.of(digest(4))));
    refused(sealed, Rule.LOTS);
    lots.set(0, LotResult.noSale("lot-1"));
    check(sealed);
    buyers.set(
        3,
        new BuyerResult("seller", BuyerStatus.COUNTED, Optional.empty(), Optional.of(digest(4))));
    lots.set(0, LotResult.sold("lot-1", List.of("seller")));
    refused(sealed, Rule.LOTS);
  }

  @Test
  @DisplayName("[P-21] one award for each award key, in order, and none without")
  void awards() throws Exception {
    awards.add(new AwardDigest("buyer-1", digest(9)));
    refused(Rule.AWARDS);
    Terms keyed = Vectors.terms(Vectors.text("terms/prices.json")).terms();
    Outcome said = Vectors.outcome("outcome-awards");
    new OutcomeRules(keyed, said).checkAwards();
    List<AwardDigest> digests = new ArrayList<>(said.awards());
    for (List<AwardDigest> wrong :
        List.of(
            List.<AwardDigest>of(),
            digests.subList(0, 3),
            List.of(digests.get(1), digests.get(0), digests.get(2), digests.get(3)))) {
      awards.clear();
      awards.addAll(wrong);
      assertThatThrownBy(() -> new OutcomeRules(keyed, outcome()).checkAwards())
          .isInstanceOfSatisfying(
              VerificationException.class, e -> assertThat(e.rule()).isEqualTo(Rule.AWARDS));
    }
  }

  private static Terms pricedTerms(String direction) {
    return Vectors.terms(
            JSON.replace("WINNERS_ONLY", "PRICE_PUBLIC")
                .replace("HIGHEST_WINS", direction)
                .replace("{\"id\":\"lot-1\"}", "{\"id\":\"lot-1\",\"reserve\":10,\"step\":5}"))
        .terms();
  }

  private static Terms sealedTerms() {
    String seller =
        """
        "seller":{"bucket":"seller-bids","bucketRegion":"eu-west-1","bucketOwner":"111111111104",
        "sheetKey":"arn:aws:kms:eu-west-1:111111111104:key/00000000-0000-4000-8000-000000000004",
        "objectKey":"reserve"},"keyGone\"""";
    return Vectors.terms(
            JSON.replace("{\"id\":\"lot-1\"}", "{\"id\":\"lot-1\",\"reserve\":\"SEALED\"}")
                .replace("\"keyGone\"", seller))
        .terms();
  }

  private void refused(Terms under, Rule rule) {
    assertThatThrownBy(() -> check(under))
        .isInstanceOfSatisfying(
            VerificationException.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }

  private void refused(Rule rule) {
    assertThatThrownBy(() -> check(terms))
        .isInstanceOfSatisfying(
            VerificationException.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }

  private void check(Terms under) throws VerificationException {
    OutcomeRules rules = new OutcomeRules(under, outcome());
    rules.checkAcknowledged();
    rules.checkBuyers();
    rules.checkLots();
    rules.checkAwards();
  }

  private Outcome outcome() {
    return new Outcome(
        "a",
        SESSION,
        digest(0),
        Instant.parse("2026-11-21T09:00:00Z"),
        digest(0),
        lots,
        buyers,
        acknowledged,
        awards);
  }

  private static BuyerResult result(int buyer, BuyerStatus status, int sheet) {
    return new BuyerResult(
        "buyer-" + buyer,
        status,
        Optional.empty(),
        sheet == 0 ? Optional.empty() : Optional.of(digest(sheet)));
  }

  private static AcknowledgedSheet sheet(int buyer, int sheet, long sequence) {
    return new AcknowledgedSheet("buyer-" + buyer, digest(sheet), sheet, sequence);
  }

  private static Sha384 digest(int number) {
    return Sha384.of(new byte[] {(byte) number});
  }

  private static Terms terms(String more) {
    return Vectors.terms(JSON.substring(0, JSON.lastIndexOf('}')) + more + "}").terms();
  }

  private static String json() {
    String listed =
        IntStream.rangeClosed(1, 3)
            .mapToObj(
                """
                {"id":"buyer-%1$d","bucket":"buyer-%1$d-bids","bucketRegion":"eu-west-1",
                 "sheetKey":"arn:aws:kms:eu-west-1:11111111110%1$d:key/00000000-0000-4000-8000-00000000000%1$d",
                 "bucketOwner":"11111111110%1$d","objectKey":"sheet"}"""
                    ::formatted)
            .collect(Collectors.joining(","));
    return """
    {"version":1,"id":"a","title":"t","currency":{"code":"EUR","scale":2},
     "measurements":{"PCR0":"%1$s","PCR1":"%1$s","PCR2":"%1$s","PCR3":"%1$s"},
     "decryptRole":"arn:aws:iam::999999999999:role/auctioneer-decrypt",
     "lots":[{"id":"lot-1"},{"id":"lot-2","admitted":["buyer-2"]}],"rule":"FIRST_PRICE",
     "direction":"HIGHEST_WINS","tieBreak":"LOTTERY","closesAt":"2026-11-21T09:00:00Z",
     "resolveBy":"2026-11-21T10:00:00Z","buyers":[%2$s],"disclosure":"WINNERS_ONLY",
     "keyGone":"ABORT"}"""
        .formatted("01".repeat(48), listed);
  }
}
