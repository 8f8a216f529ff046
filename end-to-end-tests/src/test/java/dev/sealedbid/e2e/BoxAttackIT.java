package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static dev.sealedbid.e2e.Staged.voided;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.demo.attack.RewrittenHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an auctioneer does to a rival's box, and to the memory that all sessions share. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on the box and the enclave's memory")
class BoxAttackIT {
  private static final long LOW = 100;
  private static final int MANY_BUYERS = 6_000;
  private static final String LONG = "x".repeat(980);
  private static final int MORE_THAN_FIT = 60;

  private final AttackRange range;

  BoxAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Fills a rival's box with junk before it bids (G6): it sees that; required: a void")
  void boxFull() throws Exception {
    Staged auction =
        range.stage(
            2,
            AttackRange.requiring(0),
            open -> {
              String victim = open.buyer(0);
              for (int i = 0; i < Limits.MAX_SHEETS_PER_BUYER; i++) {
                assertThat(open.submitOverRest(victim, junk(open, i))).isEqualTo("taken");
              }
              assertRefused(
                  open.submit(victim, junk(open, Limits.MAX_SHEETS_PER_BUYER)), ErrorCode.BOX_FULL);
              assertRefused(open.bid(victim, "50"), 1, ErrorCode.BOX_FULL.name());
              open.bids(open.buyer(1), "10");
            });
    assertThat(refusal(auction::resolve)).isEqualTo(ErrorCode.VOIDED.name());
    VoidStatement end = voided(auction.resolve(range.decryptRole()));
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(auction.buyer(0), "INVALID"));
  }

  /** Made under the rival's own key, with the victim's in its header. */
  private byte[] junk(Staged open, int number) {
    byte[] sheet =
        open.careless(open.buyer(1)).seal(open.auction(), open.buyer(0), 1_000 + number, LOW);
    return RewrittenHeader.replace(
        sheet, range.cast().sheetKey(open.buyer(1)), range.cast().sheetKey(open.buyer(0)));
  }

  @Attack
  @DisplayName("Re-encodes a sheet: one message, another digest (G6): one canonical form")
  void reEncoded() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              byte[] sheet = open.copy(open.buyer(0));
              byte[] sequence = sheet.clone();
              int at = new ParsedCiphertext(sheet, 1).getOffset() + Integer.BYTES;
              // The Encryption SDK itself would take the only frame by any number.
              ByteBuffer.wrap(sequence).putInt(at, 2);
              byte[] longer = Arrays.copyOf(sheet, sheet.length + 1);
              for (byte[] same : List.of(sequence, longer)) {
                assertRefused(open.submit(open.buyer(0), same), ErrorCode.SHEET_MALFORMED);
              }
              // The very same bytes again are no other sheet.
              open.received(open.submit(open.buyer(0), sheet));
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("Voids an auction beside another one (G3): sessions share neither sheets nor ends")
  void endsApart() throws Exception {
    Staged auction =
        range.stage(
            2,
            open -> {
              open.bothBid();
              Staged other = open.another();
              voided(other.ask(new Request.VoidSession(other.session())));
              assertRefused(other.present(open.copies()), ErrorCode.VOIDED);
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).acknowledged()).hasSize(2);
  }

  @Attack
  @DisplayName("Opens great auctions until memory ends (G9): ENCLAVE_FULL, and the others live on")
  void memory() throws Exception {
    byte[][] sheets = new byte[2][];
    try (HostileEnclave own = range.launch()) {
      Staged auction =
          range.stage(
              own,
              2,
              open -> {
                for (int i = 0; i < 2; i++) {
                  CarelessBuyer buyer = open.pinned(open.buyer(i));
                  sheets[i] = buyer.seal(open.auction(), open.buyer(i), 1, 5_000 - i);
                  open.received(open.submit(open.buyer(i), sheets[i]));
                }
              });
      List<Staged> great = flood(own, auction);
      assertThat(great).isNotEmpty();
      for (Staged one : great) {
        one.ask(new Request.VoidSession(one.session()));
      }
      Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
      assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(0));
    }
  }

  private List<Staged> flood(HostileEnclave own, Staged auction) throws IOException {
    List<Staged> opened = new ArrayList<>();
    String great = new String(greatTerms(auction), StandardCharsets.UTF_8);
    for (int i = 0; i < MORE_THAN_FIT; i++) {
      byte[] terms =
          great.replace(auction.id(), range.newAuctionId()).getBytes(StandardCharsets.UTF_8);
      Reply reply = own.ask(new Request.Open(terms));
      if (reply instanceof Reply.ErrorReply) {
        assertRefused(reply, ErrorCode.ENCLAVE_FULL);
        return opened;
      }
      opened.add(auction.in(HostileEnclave.opened(terms, (Reply.StatementReply) reply), own::ask));
    }
    throw new AssertionError("the enclave took " + MORE_THAN_FIT + " great auctions");
  }

  private byte[] greatTerms(Staged auction) {
    return AttackRange.changed(
        auction.termsBytes(),
        json -> {
          json.put("closesAt", auction.terms().closesAt().plusSeconds(3_600).toString());
          json.put("resolveBy", auction.terms().resolveBy().plusSeconds(3_600).toString());
          ObjectNode first = AttackRange.entry(json, 0);
          String key = first.required("sheetKey").asString();
          ArrayNode buyers = json.putArray("buyers");
          for (int i = 0; i < MANY_BUYERS; i++) {
            String own = new UUID(i, i).toString();
            buyers.add(
                first
                    .deepCopy()
                    .put("id", "b-" + i)
                    .put("sheetKey", key.substring(0, key.indexOf('/') + 1) + own)
                    .put("objectKey", own + LONG));
          }
        });
  }
}
