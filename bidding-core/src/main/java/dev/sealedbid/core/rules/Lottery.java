package dev.sealedbid.core.rules;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The lottery among equal amounts (docs/PROTOCOL.md, Lottery and ties). Anybody can compute it from
 * an outcome's seed.
 *
 * <p>seed = SHA-384("sealed-bid/v1/lottery" || 0x00 || session id || the counted sheets' nonces in
 * buyer order). A buyer's ticket for a lot = HMAC-SHA-384(key: seed, lot id || 0x00 || buyer id);
 * among equals the least ticket wins, compared as unsigned big-endian numbers. Nobody can steer it
 * without knowing every other nonce, and they are sealed.
 */
public final class Lottery {
  private static final byte[] LABEL = "sealed-bid/v1/lottery\0".getBytes(StandardCharsets.US_ASCII);
  private static final String HMAC = "HmacSHA384";

  private Lottery() {}

  /** The seed of a session's counted sheets. */
  public static Sha384 seed(SessionId session, List<byte[]> noncesInBuyerOrder) {
    byte[][] parts = new byte[2 + noncesInBuyerOrder.size()][];
    parts[0] = LABEL;
    parts[1] = session.bytes();
    for (int i = 0; i < noncesInBuyerOrder.size(); i++) {
      parts[2 + i] = noncesInBuyerOrder.get(i);
    }
    return Sha384.of(parts);
  }

  /** A buyer's ticket for a lot: the less, the better. */
  public static Sha384 rank(Sha384 seed, String lotId, String buyerId) {
    return Sha384.fromBytes(new Tickets(seed).draw(lotId, buyerId));
  }

  /**
   * The buyers from the one who would win a tie of all of them to the one who would lose to all.
   */
  public static List<String> ranking(Sha384 seed, String lotId, Collection<String> buyerIds) {
    Tickets tickets = new Tickets(seed);
    Map<String, byte[]> drawn = new HashMap<>();
    for (String buyerId : buyerIds) {
      drawn.put(buyerId, tickets.draw(lotId, buyerId));
    }
    List<String> ranking = new ArrayList<>(drawn.keySet());
    ranking.sort(Comparator.comparing(drawn::get, Arrays::compareUnsigned));
    return ranking;
  }

  /** Draws tickets with one keyed MAC, many times faster than a new one for each. */
  static final class Tickets {
    private final Mac mac;

    Tickets(Sha384 seed) {
      try {
        mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(seed.bytes(), HMAC));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("this Java runtime has no HMAC-SHA-384", e);
      }
    }

    byte[] draw(String lotId, String buyerId) {
      mac.update(lotId.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      mac.update(buyerId.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal();
    }
  }
}
