package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.demo.system.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What buyers say afterwards about their bids and prices. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on the truth about bids and prices")
class ProofAttackIT {
  private final AttackRange range;

  ProofAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Denies its bid, or claims another (G7): a proof opens the counted sheet only")
  void deniesItsBid() throws Exception {
    Staged auction = range.stage(2, Staged::bothBid);
    auction.resolvesTo(auction.buyer(0));
    Path receipt = Files.write(range.folder().resolve("r.json"), auction.resolve().receipt());
    ObjectNode mine = proof(auction, auction.buyer(0));
    ObjectNode theirs = proof(auction, auction.buyer(1));

    CommandLines.Run shown = verify(receipt, mine);
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("lot-1 50.00 EUR");
    // A rival's key, a rival's sheet, and a rival's whole proof under its own name.
    assertProvesNothing(receipt, with(mine, "dataKey", theirs), "WRONG_DATA_KEY");
    assertProvesNothing(receipt, with(mine, "ciphertext", theirs), "isn't the ciphertext's");
    assertProvesNothing(receipt, with(theirs, "buyerId", mine), "proves nothing (");
  }

  @Attack
  @DisplayName("Wins and pays less than the rules say (G7): the price is the enclave's, public")
  void paysLess() throws Exception {
    Staged auction =
        range.stage(
            3,
            terms -> {
              terms.put("rule", "SECOND_PRICE").put("disclosure", "PRICE_PUBLIC");
              ((ObjectNode) terms.required("lots").required(0)).put("reserve", 500);
            },
            open -> {
              open.bids(open.buyer(0), "50");
              open.bids(open.buyer(1), "30");
              open.bids(open.buyer(2), "10");
            });
    assertThat(auction.resolvesTo(auction.buyer(0)).lots().get(0).price()).hasValue(3_000L);
    byte[] receipt = auction.resolve().receipt();
    assertThat(auction.verify(receipt).out()).contains("for 30.00 EUR");
    byte[] cheaper = edited(receipt, "3000", "1000");
    assertRefused(auction.verify(cheaper), 3, "doesn't verify");
  }

  /** The receipt with a number of its outcome changed. */
  private static byte[] edited(byte[] receipt, String from, String to) throws Exception {
    Receipt genuine = Receipt.parse(receipt);
    return new Receipt(
            genuine.terms(),
            genuine.opening(),
            genuine.acknowledgements(),
            Staged.edited(genuine.outcome(), from, to))
        .encode();
  }

  private static ObjectNode with(ObjectNode proof, String field, ObjectNode from) {
    ObjectNode changed = proof.deepCopy();
    changed.set(field, from.required(field));
    return changed;
  }

  private ObjectNode proof(Staged auction, String buyer) throws IOException {
    Path folder = range.cast().bidder(buyer).directory();
    Path proof = range.folder().resolve("one.proof");
    range
        .commands()
        .buyer(folder, "prove", "--bid-file", bidFile(auction, folder), "--out", proof.toString())
        .orFail("prove");
    return (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(proof));
  }

  private static String bidFile(Staged auction, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(auction.id()))
          .filter(file -> file.toString().endsWith(".bid.json"))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private void assertProvesNothing(Path receipt, ObjectNode proof, String why) throws IOException {
    CommandLines.Run run = verify(receipt, proof);
    assertRefused(run, 3, why);
    assertThat(run.out()).doesNotContain("50.00").doesNotContain("10.00");
  }

  private CommandLines.Run verify(Path receipt, ObjectNode proof) throws IOException {
    Path folder = range.folder();
    Path copy = Files.copy(receipt, folder.resolve("r.json"), StandardCopyOption.REPLACE_EXISTING);
    Path file = Files.write(folder.resolve("p.json"), JsonMapper.shared().writeValueAsBytes(proof));
    return range.verify(copy.toString(), "--proof", file.toString());
  }
}
