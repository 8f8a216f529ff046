package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.local.kms.RecipientEnvelope;
import dev.sealedbid.local.pki.LocalCa;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an auctioneer does between the enclave and KMS. Each attack has an enclave of the genuine
 * image whose connections it holds in its hand.
 */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks between the enclave and KMS")
class KmsPathAttackIT {
  /** No answer of KMS that an enclave can believe: it decides nothing. */
  private static final String NO_ANSWER = "NoAnswer";

  private static final String FOR_RECIPIENT = "CiphertextForRecipient";

  private final AttackRange range;

  KmsPathAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Forged KMS endpoint (G1, G6): the handshake fails, nothing is said or decided")
  void forgedEndpoint() throws Exception {
    ManInTheMiddle forged = middle(range.anotherCa(), (request, answer) -> answer);
    OnPath path = new OnPath(forged);
    Reply reply = path.resolve();
    assertThat(forged.requestsSeen()).isZero();
    assertThat(forged.handshakeFailure()).contains("certificate");
    assertKmsRefused(reply, NO_ANSWER, path.auction.buyer(0), path.auction.buyer(1));
    path.honestlyResolves();
  }

  @Attack
  @DisplayName("A plaintext from a man in the middle, TLS broken (G6): refused, nothing decided")
  void plaintextFromTheMiddle() throws Exception {
    byte[] chosen = new byte[32];
    ManInTheMiddle forged =
        middle(
            range.stolenCa(),
            (request, answer) -> {
              answer.remove(FOR_RECIPIENT);
              return answer.put("Plaintext", Base64.getEncoder().encodeToString(chosen));
            });
    OnPath path = new OnPath(forged);
    assertKmsRefused(path.resolve(), NO_ANSWER, path.auction.buyer(0), path.auction.buyer(1));
    assertThat(forged.requestsSeen()).isPositive();
    path.honestlyResolves();
  }

  @Attack
  @DisplayName("Another key's answer from a man in the middle, TLS broken (G6): refused")
  void anotherKeysAnswer() throws Exception {
    ManInTheMiddle forged =
        middle(
            range.stolenCa(),
            (request, answer) -> {
              String arn = answer.required("KeyId").asString();
              return answer.put("KeyId", arn.substring(0, arn.length() - 4) + "0000");
            });
    OnPath path = new OnPath(forged);
    assertKmsRefused(path.resolve(), NO_ANSWER, path.auction.buyer(0), path.auction.buyer(1));
    path.honestlyResolves();
  }

  @Attack
  @DisplayName("Forged CiphertextForRecipient, TLS broken (G6): never another bid, named INVALID")
  void forgedCiphertextForRecipient() throws Exception {
    List<String> learnt = Collections.synchronizedList(new ArrayList<>());
    byte[] chosen = new byte[32];
    ManInTheMiddle forged =
        middle(
            range.stolenCa(),
            (request, answer) -> {
              learnt.addAll(answer.propertyNames());
              byte[] envelope = RecipientEnvelope.wrap(chosen, recipient(request));
              return answer.put(FOR_RECIPIENT, Base64.getEncoder().encodeToString(envelope));
            });
    OnPath path = new OnPath(forged);
    Reply reply = path.resolve();
    // The suite commits to its key: under a chosen one nothing opens. Whoever can forge KMS's TLS
    // can spoil sheets, seen by all; it can neither read nor write one.
    Outcome outcome = path.auction.outcome(reply);
    for (int i = 0; i < 2; i++) {
      assertThat(result(outcome, path.auction.buyer(i)).status()).isEqualTo(BuyerStatus.INVALID);
    }
    assertThat(outcome.lots().get(0).winners()).isEmpty();
    assertThat(learnt).contains(FOR_RECIPIENT).doesNotContain("Plaintext");
    assertThat(path.auction.verify(path.auction.receipt(reply)).exit()).isZero();
  }

  @Attack
  @DisplayName(
      "A padding oracle, TLS broken (G1): a rival's data key in altered envelopes, always INVALID")
  void paddingOracle() throws Exception {
    // Both of the attacker's parties hand in sheets; for theirs the middle answers with the
    // victim's content key and one byte of a block altered. One padding is then wrong, the other
    // one right for 47 bytes: whoever tells the two apart reads the data key byte by byte.
    CompletableFuture<byte[]> victims = new CompletableFuture<>();
    AtomicInteger altered = new AtomicInteger();
    AtomicReference<String> victim = new AtomicReference<>("");
    int[] changes = {0x10 ^ 0x11, 0x10 ^ 0x01};
    ManInTheMiddle forged =
        middle(
            range.stolenCa(),
            (request, answer) -> {
              String buyer = request.required("EncryptionContext").required("buyer-id").asString();
              if (buyer.equals(victim.get())) {
                victims.complete(
                    Base64.getDecoder().decode(answer.required(FOR_RECIPIENT).asString()));
                return answer;
              }
              byte[] envelope =
                  alteredAtPadding(victims.join(), changes[altered.getAndIncrement()]);
              return answer.put(FOR_RECIPIENT, Base64.getEncoder().encodeToString(envelope));
            });
    OnPath path = new OnPath(forged, 3);
    victim.set(path.auction.buyer(0));
    Outcome outcome = path.auction.outcome(path.resolve());
    assertThat(altered).hasValue(2);
    for (int i = 1; i < 3; i++) {
      BuyerResult result = result(outcome, path.auction.buyer(i));
      assertThat(result.status()).isEqualTo(BuyerStatus.INVALID);
      assertThat(result.code()).contains("NotAuthentic");
    }
    assertThat(outcome.lots().get(0).winners()).containsExactly(path.auction.buyer(0));
  }

  /** The last byte of the second of three blocks, which turns the last byte of the padding. */
  private static byte[] alteredAtPadding(byte[] envelope, int change) {
    // AWS's layout: the content is one string of 48 bytes before the ends of five contents.
    byte[] altered = envelope.clone();
    int content = envelope.length - 10 - 48;
    assertThat(Arrays.copyOfRange(envelope, content - 2, content)).containsExactly(4, 48);
    altered[content + 31] ^= (byte) change;
    return altered;
  }

  @Attack
  @DisplayName("Answers nothing on connections to KMS (G6): the round stops, then goes on")
  void silence() throws Exception {
    OnPath path = new OnPath((enclave, egress) -> enclave.getInputStream().readAllBytes());
    assertKmsRefused(path.resolve(), NO_ANSWER, path.auction.buyer(0), path.auction.buyer(1));
    path.honestlyResolves();
  }

  private ManInTheMiddle middle(LocalCa ca, BinaryOperator<ObjectNode> forge) throws Exception {
    return new ManInTheMiddle(ca, range.stolenCa(), kms(), forge);
  }

  private URI kms() {
    return range.system().addresses().kms();
  }

  /** The key that the enclave showed: whoever reads a request can wrap to it. */
  private static RSAPublicKey recipient(ObjectNode request) {
    String document = request.required("Recipient").required("AttestationDocument").asString();
    try {
      byte[] key =
          AttestationDocument.parse(Base64.getDecoder().decode(document)).publicKey().orElseThrow();
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key));
    } catch (GeneralSecurityException
        | dev.sealedbid.nitro.attestation.AttestationFormatException e) {
      throw new IllegalStateException("the enclave showed no key", e);
    }
  }

  /** An auction of two buyers in an enclave whose way to KMS is the attacker's. */
  private final class OnPath {
    private final HostileEgress egress;
    private final byte[][] sheets;
    private final Staged auction;

    OnPath(HostileEgress.Treatment treatment) throws Exception {
      this(treatment, 2);
    }

    OnPath(HostileEgress.Treatment treatment, int buyers) throws Exception {
      sheets = new byte[buyers][];
      egress = new HostileEgress(kms(), treatment);
      HostileEnclave enclave = range.launch(egress);
      auction =
          range.stage(
              enclave,
              buyers,
              open -> {
                for (int i = 0; i < buyers; i++) {
                  String buyer = open.buyer(i);
                  sheets[i] = open.pinned(buyer).seal(open.auction(), buyer, 1, 5_000 - i * 1_000L);
                  assertThat(open.submit(buyer, sheets[i]))
                      .isInstanceOf(Reply.StatementReply.class);
                }
              });
    }

    Reply resolve() throws Exception {
      return auction.resolve(range.decryptRole(), sheets);
    }

    void honestlyResolves() throws Exception {
      egress.become(HostileEgress::relay);
      Reply reply = resolve();
      assertThat(auction.outcome(reply).lots().get(0).winners()).containsExactly(auction.buyer(0));
      assertThat(auction.verify(auction.receipt(reply)).exit()).isZero();
    }
  }
}
