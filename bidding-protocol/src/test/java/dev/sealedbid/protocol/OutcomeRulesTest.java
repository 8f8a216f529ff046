package dev.sealedbid.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.VerificationException.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One good outcome, and each way of making it impossible. */
class OutcomeRulesTest {
  private static final SessionId SESSION = SessionId.fromBytes(new byte[32]);
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

  @Test
  void noExclusionUnderAbort() {
    buyers.set(
        1,
        new BuyerResult(
            "buyer-2", BuyerStatus.EXCLUDED, Optional.of("DisabledException"), Optional.empty()));
    refused(Rule.BUYERS);
  }

  @Test
  void theRequiredAreAuthentic() {
    assertThatThrownBy(() -> check(terms(",\"required\":[\"buyer-3\"]")))
        .isInstanceOfSatisfying(
            VerificationException.class, e -> assertThat(e.rule()).isEqualTo(Rule.BUYERS));
  }

  @Test
  void sequencesAreOneTwoThree() {
    acknowledged.set(2, sheet(2, 3, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  @Test
  void noSheetTwice() {
    acknowledged.add(sheet(2, 3, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  @Test
  void noSheetOfAStranger() {
    acknowledged.add(new AcknowledgedSheet("stranger", digest(4), 4, 4));
    refused(Rule.ACKNOWLEDGEMENTS);
  }

  @Test
  void noOverfullBox() {
    for (int i = 4; i < 19; i++) {
      acknowledged.add(sheet(2, i, i));
    }
    refused(Rule.ACKNOWLEDGEMENTS);
  }

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
        List.of());
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
    StringBuilder listed = new StringBuilder();
    for (int i = 1; i <= 3; i++) {
      listed
          .append(i == 1 ? "" : ",")
          .append(
              """
              {"id":"buyer-%1$d","bucket":"buyer-%1$d-bids","bucketRegion":"eu-west-1",
               "sheetKey":"arn:aws:kms:eu-west-1:11111111110%1$d:key/00000000-0000-4000-8000-00000000000%1$d",
               "bucketOwner":"11111111110%1$d","objectKey":"sheet"}"""
                  .formatted(i));
    }
    String json =
        """
        {"version":1,"id":"a","title":"t","currency":{"code":"EUR","scale":2},
         "measurements":{"PCR0":"%1$s","PCR1":"%1$s","PCR2":"%1$s","PCR3":"%1$s"},
         "decryptRole":"arn:aws:iam::999999999999:role/auctioneer-decrypt",
         "lots":[{"id":"lot-1"},{"id":"lot-2","admitted":["buyer-2"]}],"rule":"FIRST_PRICE",
         "direction":"HIGHEST_WINS","tieBreak":"LOTTERY","closesAt":"2026-11-21T09:00:00Z",
         "resolveBy":"2026-11-21T10:00:00Z","buyers":[%2$s],"disclosure":"WINNERS_ONLY",
         "keyGone":"ABORT"%3$s}"""
            .formatted("01".repeat(48), listed, more);
    try {
      return TermsDocument.parse(json.getBytes(StandardCharsets.UTF_8)).terms();
    } catch (InvalidTermsException e) {
      throw new IllegalStateException(e.faults().toString(), e);
    }
  }
}
