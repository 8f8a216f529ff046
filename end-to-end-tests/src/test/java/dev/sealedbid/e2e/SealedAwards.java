package dev.sealedbid.e2e;

import dev.sealedbid.demo.system.CommandLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Award keys of an auction's buyers, made by their command lines, and what opens with them. */
final class SealedAwards implements Consumer<ObjectNode> {
  private static final String BITS = "2048";

  private final AttackRange range;
  private final Map<String, Path> keys = new HashMap<>();

  SealedAwards(AttackRange range) {
    this.range = range;
  }

  /** Terms with SEALED_AWARD: each buyer has an award key, whose file stays in its folder. */
  @Override
  public void accept(ObjectNode terms) {
    terms.put("disclosure", "SEALED_AWARD");
    for (JsonNode buyer : terms.required("buyers")) {
      String id = buyer.required("id").asString();
      Path file = range.cast().bidder(id).directory().resolve("award-" + id + ".pem");
      ((ObjectNode) buyer).set("awardKey", makeKey(range, "--out", file.toString()));
      keys.put(id, file);
    }
  }

  /** What {@code buyer-cli award key} prints for the terms of a key that is kept there. */
  static ObjectNode makeKey(AttackRange range, String... where) {
    List<String> words = new ArrayList<>(List.of("award", "key", "--bits", BITS));
    words.addAll(List.of(where));
    try {
      CommandLines.Run made =
          range.commands().buyer(range.folder(), words.toArray(String[]::new)).orFail("award key");
      return (ObjectNode) JsonMapper.shared().readTree(made.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first buyer bids 50, the second 10, each with its award key. */
  void bothBid(Staged auction) {
    bids(auction, auction.buyer(0), "50");
    bids(auction, auction.buyer(1), "10");
  }

  /** A bid of a buyer who knows its award key for its own. */
  void bids(Staged auction, String buyer, String amount) {
    auction.bid(buyer, amount, "--award-key", key(buyer).toString()).orFail("bid of " + buyer);
  }

  /** {@code buyer-cli award open} of that buyer's key. */
  CommandLines.Run open(String buyer, Path receipt, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "award", "open", "--receipt", receipt.toString(), "--key", key(buyer).toString()));
    words.addAll(range.trust());
    words.addAll(List.of(more));
    return range
        .commands()
        .buyer(range.cast().bidder(buyer).directory(), words.toArray(String[]::new));
  }

  private Path key(String buyer) {
    Path file = keys.get(buyer);
    if (file == null) {
      throw new IllegalArgumentException(buyer + " has no award key");
    }
    return file;
  }
}
