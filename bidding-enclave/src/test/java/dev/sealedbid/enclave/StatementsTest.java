package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.verify.ReceiptVerifier;
import dev.sealedbid.verify.StatementVerifier;
import dev.sealedbid.verify.VerificationException;
import dev.sealedbid.verify.VerificationException.Rule;
import dev.sealedbid.verify.VerifiedReceipt;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Attacks on statements and receipts, with a hypervisor that signs whatever the attacker wants. */
class StatementsTest {
  private final TestEnclave enclave = new TestEnclave();
  private final TestEnclave.Auction auction = enclave.auction("a", 2).open();
  private final StatementVerifier verifier = enclave.verifier();

  @Test
  @DisplayName("a live opening needs the asker's own nonce, and now")
  void live() {
    byte[] nonce = enclave.nonce();
    AttestedStatement opening = auction.attestOpening(nonce);

    TestEnclave.verified(
        () -> verifier.liveOpening(opening, auction.terms, nonce, TestEnclave.OPENED));
    refused(
        Rule.ATTESTATION,
        () -> verifier.liveOpening(opening, auction.terms, enclave.nonce(), TestEnclave.OPENED));
    refused(
        Rule.ATTESTATION,
        () ->
            verifier.liveOpening(
                opening, auction.terms, nonce, TestEnclave.OPENED.plus(Duration.ofMinutes(6))));
  }

  @Test
  @DisplayName(
      "[P-3] another image or another operator's enclave: every PCR from 0 to 3 counts (G2)")
  void everyPcr() {
    for (int i = 0; i < 4; i++) {
      Map<Integer, byte[]> other = new HashMap<>(enclave.pcrs);
      other.put(i, new byte[48]);
      Arrays.fill(other.get(i), (byte) 0x55);
      AttestedStatement forged =
          signed(StatementType.OPENING, auction.opening.statement(), other, false);
      refused(Rule.OTHER_ENCLAVE, () -> verifier.archivedOpening(forged, auction.terms));
    }
  }

  @Test
  @DisplayName("[P-1] terms that name measurements which the caller doesn't trust")
  void untrustedTerms() {
    TestEnclave.Auction other = enclave.auction("a", 2);
    other.replacing("measurements", "03".repeat(48), "33".repeat(48));
    refused(
        Rule.UNTRUSTED_MEASUREMENTS,
        () -> verifier.archivedOpening(auction.opening, other.parse()));
    assertThatThrownBy(() -> verifier.archivedOpening(auction.opening, other.parse()))
        .hasMessageEndingWith(": PCR2 differs");
  }

  @Test
  @DisplayName("[P-4] a document with a public key proves no statement")
  void publicKey() {
    AttestedStatement forged =
        signed(StatementType.OPENING, auction.opening.statement(), enclave.pcrs, true);
    refused(Rule.PUBLIC_KEY_PRESENT, () -> verifier.archivedOpening(forged, auction.terms));
  }

  @Test
  @DisplayName("[P-5] a document of one type never proves another, nor other bytes")
  void otherTypeOrBytes() {
    AttestedStatement asVoid =
        signed(StatementType.VOID, auction.opening.statement(), enclave.pcrs, false);
    refused(Rule.OTHER_STATEMENT, () -> verifier.archivedOpening(asVoid, auction.terms));
    byte[] changed = auction.opening.statement();
    changed[changed.length - 5] ^= 1;
    refused(
        Rule.OTHER_STATEMENT,
        () ->
            verifier.archivedOpening(
                new AttestedStatement(changed, auction.opening.attestation()), auction.terms));
    refused(
        Rule.OTHER_STATEMENT,
        () ->
            verifier.archivedOpening(
                new AttestedStatement(
                    auction.opening.statement(),
                    enclave.hypervisor.signDocument(
                        Pcrs.of(enclave.pcrs), AttestationRequest.empty())),
                auction.terms));
  }

  @Test
  @DisplayName("[P-6] an attested statement that is malformed is refused")
  void malformed() {
    AttestedStatement forged =
        signed(StatementType.OPENING, TestEnclave.ascii("{}"), enclave.pcrs, false);
    refused(Rule.MALFORMED, () -> verifier.archivedOpening(forged, auction.terms));
  }

  @Test
  @DisplayName("[P-2] a document by another root, or a changed one")
  void anotherRoot() {
    TestEnclave elsewhere = new TestEnclave();
    refused(
        Rule.ATTESTATION,
        () -> elsewhere.verifier().archivedOpening(auction.opening, auction.terms));
  }

  @Test
  @DisplayName("[P-7] statements of another session, auction or terms")
  void otherSession() {
    TestEnclave.Auction other = enclave.auction("b", 2).open();
    refused(Rule.OTHER_SESSION, () -> verifier.archivedOpening(auction.opening, other.terms));
    byte[] bid = auction.bid("buyer-1", 1, 1, 1);
    AttestedStatement acknowledgement = auction.acknowledged("buyer-1", bid);
    refused(
        Rule.OTHER_SESSION,
        () -> verifier.acknowledgement(acknowledgement, auction.terms, other.session));
    AttestedStatement voided = ((Reply.Resolved) auction.voidSession()).outcomeOrVoid();
    refused(Rule.OTHER_SESSION, () -> verifier.voidStatement(voided, auction.terms, other.session));
  }

  @Test
  @DisplayName("times that can't be: acknowledged late, resolved early or late (G5)")
  void times() {
    AttestedStatement late =
        signed(
            StatementType.ACKNOWLEDGEMENT,
            new Acknowledgement("a", auction.session, "buyer-1", digest(), 1, 1, TestEnclave.CLOSES)
                .encode(),
            enclave.pcrs,
            false);
    refused(Rule.TIMES, () -> verifier.acknowledgement(late, auction.terms, auction.session));
    for (var at :
        List.of(TestEnclave.CLOSES.minusMillis(1), TestEnclave.RESOLVE_BY.plusMillis(1))) {
      AttestedStatement outcome =
          signed(
              StatementType.OUTCOME,
              new Outcome(
                      "a",
                      auction.session,
                      auction.terms.sha384(),
                      at,
                      digest(),
                      List.of(),
                      List.of(),
                      List.of(),
                      List.of())
                  .encode(),
              enclave.pcrs,
              false);
      refused(Rule.TIMES, () -> verifier.outcome(outcome, auction.terms, auction.session));
    }
  }

  @Test
  @DisplayName("a receipt verifies years later; one part of another session breaks it (G7)")
  void receipts() throws Exception {
    byte[] bid = auction.bid("buyer-1", 1, 1, 600);
    AttestedStatement acknowledgement = auction.acknowledged("buyer-1", bid);
    TestEnclave.Auction other = enclave.auction("b", 2).open();
    AttestedStatement foreign = other.acknowledged("buyer-1", other.bid("buyer-1", 1, 1, 1));
    enclave.time.set(TestEnclave.CLOSES);
    AttestedStatement outcome = ((Reply.Resolved) auction.resolveWith(bid)).outcomeOrVoid();
    ReceiptVerifier receipts = new ReceiptVerifier(verifier);
    enclave.time.set(TestEnclave.CLOSES.plus(Duration.ofDays(3650)));

    assertThat(receipts.verify(receipt(acknowledgement, outcome).encode()).acknowledgements())
        .hasSize(1);
    refused(Rule.OTHER_SESSION, () -> receipts.verify(receipt(foreign, outcome)));
    refused(Rule.OTHER_STATEMENT, () -> receipts.verify(receipt(outcome, outcome)));
    refused(
        Rule.ACKNOWLEDGEMENTS,
        () ->
            receipts.verify(
                new Receipt(
                    auction.terms.bytes(),
                    auction.opening,
                    List.of(acknowledgement, acknowledgement),
                    outcome)));
    refused(Rule.MALFORMED, () -> receipts.verify(TestEnclave.ascii("{}")));
  }

  @Test
  @DisplayName("two outcomes of one auction are proof of fraud")
  void conflict() throws Exception {
    enclave.time.set(TestEnclave.CLOSES);
    AttestedStatement first = ((Reply.Resolved) auction.resolve()).outcomeOrVoid();
    Outcome said = (Outcome) Statement.parse(StatementType.OUTCOME, first.statement());
    enclave.time.set(TestEnclave.CLOSES.plusMillis(1));
    AttestedStatement second =
        signed(
            StatementType.OUTCOME,
            new Outcome(
                    "a",
                    said.sessionId(),
                    said.termsSha384(),
                    said.resolvedAt().plusMillis(1),
                    said.lotterySeed(),
                    said.lots(),
                    said.buyers(),
                    said.acknowledged(),
                    said.awards())
                .encode(),
            enclave.pcrs,
            false);
    ReceiptVerifier receipts = new ReceiptVerifier(verifier);
    var one =
        receipts.verify(new Receipt(auction.terms.bytes(), auction.opening, List.of(), first));
    var two =
        receipts.verify(new Receipt(auction.terms.bytes(), auction.opening, List.of(), second));
    assertThat(one.conflictsWith(two)).isTrue();
    assertThat(one.conflictsWith(one)).isFalse();
  }

  @Test
  @DisplayName("[P-14] another auctioneer's outcome of the same auction id is no conflict")
  void anotherAuctioneer() throws Exception {
    TestEnclave elsewhere = new TestEnclave(0x77);
    VerifiedReceipt one = resolved(enclave, auction);
    VerifiedReceipt two = resolved(elsewhere, elsewhere.auction("a", 2).open());
    assertThat(two.outcome().statement().auctionId())
        .isEqualTo(one.outcome().statement().auctionId());
    assertThat(one.conflictsWith(two)).isFalse();
    assertThat(two.conflictsWith(one)).isFalse();
  }

  /** The receipt of an auction without bids. */
  private static VerifiedReceipt resolved(TestEnclave enclave, TestEnclave.Auction auction)
      throws VerificationException {
    enclave.time.set(TestEnclave.CLOSES);
    AttestedStatement outcome = ((Reply.Resolved) auction.resolve()).outcomeOrVoid();
    return new ReceiptVerifier(enclave.verifier())
        .verify(new Receipt(auction.terms.bytes(), auction.opening, List.of(), outcome));
  }

  @Test
  @DisplayName("[P-8] no statement says a later time than the document that attests it")
  void attestedBeforeItWasSaid() {
    AttestedStatement opening =
        signed(
            StatementType.OPENING,
            new Opening(
                    "a", auction.terms.sha384(), auction.session, TestEnclave.OPENED.plusMillis(1))
                .encode(),
            enclave.pcrs,
            false);
    refused(Rule.TIMES, () -> verifier.archivedOpening(opening, auction.terms));
    AttestedStatement acknowledgement =
        signed(
            StatementType.ACKNOWLEDGEMENT,
            new Acknowledgement(
                    "a",
                    auction.session,
                    "buyer-1",
                    digest(),
                    1,
                    1,
                    TestEnclave.OPENED.plusMillis(1))
                .encode(),
            enclave.pcrs,
            false);
    refused(
        Rule.TIMES,
        () -> verifier.acknowledgement(acknowledgement, auction.terms, auction.session));
    AttestedStatement voided =
        signed(
            StatementType.VOID,
            new VoidStatement(
                    "a",
                    auction.session,
                    auction.terms.sha384(),
                    TestEnclave.OPENED.plusMillis(1),
                    VoidReason.REQUESTED,
                    List.of())
                .encode(),
            enclave.pcrs,
            false);
    refused(Rule.TIMES, () -> verifier.voidStatement(voided, auction.terms, auction.session));
    AttestedStatement outcome =
        signed(
            StatementType.OUTCOME,
            new Outcome(
                    "a",
                    auction.session,
                    auction.terms.sha384(),
                    TestEnclave.CLOSES,
                    digest(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of())
                .encode(),
            enclave.pcrs,
            false);
    refused(Rule.TIMES, () -> verifier.outcome(outcome, auction.terms, auction.session));
  }

  @Test
  @DisplayName("[C-3] an NSM whose time runs backwards attests nothing until it has caught up")
  void noDocumentFromThePast() {
    enclave.time.set(TestEnclave.OPENED.minusMillis(1));
    assertThat(auction.submit("buyer-1", auction.bid("buyer-1", 1, 1, 1)))
        .isEqualTo(new Reply.ErrorReply(ErrorCode.NSM_FAILED));
    enclave.time.set(TestEnclave.OPENED);
    assertThat(auction.submit("buyer-1", auction.bid("buyer-1", 1, 1, 1)))
        .isInstanceOf(Reply.StatementReply.class);
  }

  @Test
  void aVoidIsNoOutcome() {
    AttestedStatement voided =
        signed(
            StatementType.VOID,
            new VoidStatement(
                    "a",
                    auction.session,
                    auction.terms.sha384(),
                    TestEnclave.CLOSES,
                    VoidReason.REQUESTED,
                    List.of())
                .encode(),
            enclave.pcrs,
            false);
    refused(Rule.OTHER_STATEMENT, () -> verifier.outcome(voided, auction.terms, auction.session));
  }

  private Receipt receipt(AttestedStatement acknowledgement, AttestedStatement outcome) {
    return new Receipt(auction.terms.bytes(), auction.opening, List.of(acknowledgement), outcome);
  }

  private AttestedStatement signed(
      StatementType type, byte[] statement, Map<Integer, byte[]> pcrs, boolean publicKey) {
    AttestationRequest request =
        AttestationRequest.ofUserData(Statement.userData(type, statement).bytes());
    if (publicKey) {
      request = request.withPublicKey(new byte[294]);
    }
    return new AttestedStatement(
        statement, enclave.hypervisor.signDocument(Pcrs.of(pcrs), request));
  }

  private static Sha384 digest() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return Sha384.of(random);
  }

  private static void refused(Rule rule, ThrowingCallable verification) {
    assertThatThrownBy(verification)
        .isInstanceOfSatisfying(
            VerificationException.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }
}
