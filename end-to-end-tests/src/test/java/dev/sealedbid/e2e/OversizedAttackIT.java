package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.system.Bidder;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Too much of everything, and what an observer of honest replies could see. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks by size")
class OversizedAttackIT {
  private static final int IDLE_CONNECTIONS = 80;
  private static final int AT_ONCE = 20;
  private static final String CUT_OFF = "the connection was closed";

  private final AttackRange range;

  OversizedAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Oversized frames, terms, sheets, JSON, objects, connections (G9): limits")
  void oversizedEverything() throws Exception {
    long enclave = range.system().enclave().pid();
    Staged auction =
        range.stage(
            2,
            open -> {
              frames();
              terms();
              json(open);
              sheets(open);
              List<Socket> idle = connections();
              // What lies at its place isn't a sheet; the buyer means it to be overwritten.
              open.bid(open.buyer(0), "50", "--replace-object").orFail("bid");
              open.bids(open.buyer(1), "10");
              for (Socket one : idle) {
                one.close();
              }
            });
    auction.resolvesTo(auction.buyer(0));
    assertThat(range.system().enclave().pid()).isEqualTo(enclave);
    assertThat(range.system().isAlive()).isTrue();
  }

  /** Of every type, one byte more than it may have; and the largest number of them all. */
  private void frames() throws IOException {
    for (MessageType type : MessageType.values()) {
      if (type.kind() == MessageType.Kind.REQUEST) {
        assertThat(answerTo(type, type.maxBody() + 1)).isEqualTo(ErrorCode.MALFORMED_FRAME);
        assertThat(answerTo(type, Integer.MAX_VALUE - 10)).isEqualTo(ErrorCode.MALFORMED_FRAME);
      }
    }
  }

  private ErrorCode answerTo(MessageType type, int announced) throws IOException {
    byte[] prefix =
        ByteBuffer.allocate(14)
            .putInt(10 + announced)
            .put((byte) 1)
            .put((byte) type.code())
            .putLong(1)
            .array();
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(prefix);
      socket.getOutputStream().flush();
      Frame answer = FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY);
      return ((Reply.ErrorReply) Reply.decode(answer)).code();
    } catch (MalformedFrameException e) {
      throw new IOException(e);
    }
  }

  private void terms() throws Exception {
    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) '[');
    assertRefused(ask(new Request.Open(deep)), ErrorCode.INVALID_TERMS);
    assertThat(refusal(() -> range.commands().parent().open(deep)))
        .isEqualTo(ErrorCode.INVALID_TERMS.name());
    byte[] huge = new byte[Limits.MAX_TERMS_LENGTH + 1];
    Arrays.fill(huge, (byte) ' ');
    assertThat(post("/auctions", huge)).isEqualTo(ParentCode.REQUEST_TOO_LARGE.name());
  }

  private void json(Staged open) throws Exception {
    byte[] deep = ("[".repeat(5_000) + "]".repeat(5_000)).getBytes(StandardCharsets.US_ASCII);
    String bids = "/auctions/" + open.id() + "/bids";
    assertThat(post(bids, deep))
        .isIn(ParentCode.MALFORMED_REQUEST.name(), ParentCode.REQUEST_TOO_LARGE.name());
    assertThat(post(bids, new byte[1_000_000])).isEqualTo(ParentCode.REQUEST_TOO_LARGE.name());
  }

  private void sheets(Staged open) throws Exception {
    String buyer = open.buyer(0);
    assertRefused(
        open.submit(buyer, new byte[Limits.MAX_CIPHERTEXT_LENGTH]), ErrorCode.SHEET_MALFORMED);
    assertThat(open.submitOverRest(buyer, new byte[Limits.MAX_CIPHERTEXT_LENGTH + 1]))
        .isEqualTo(ParentCode.OBJECT_TOO_LARGE.name());
    assertThat(open.submitOverRest(buyer, new byte[20_000_000]))
        .isEqualTo(ParentCode.OBJECT_TOO_LARGE.name());
    assertRefused(
        ask(new Request.Status(SessionId.fromBytes(new byte[SessionId.LENGTH]))),
        ErrorCode.UNKNOWN_SESSION);
  }

  /** More than the enclave serves: the longest idle one gives way. */
  private List<Socket> connections() throws IOException {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < IDLE_CONNECTIONS; i++) {
      idle.add(connect());
    }
    return idle;
  }

  @Attack
  @DisplayName(
      "Sends 20 bodies of 8 MiB that are wide or deep at once (G9): the parent stays alive")
  void wideBodies() throws Exception {
    try (MortalParent parent = new MortalParent(range.system(), "wide-parent", shippedHeap())) {
      for (byte[] body : bodies()) {
        List<String> codes = atOnce(parent, body);
        assertThat(parent.isAlive()).as("after %s", head(body)).isTrue();
        assertThat(codes)
            .as(head(body))
            .hasSize(AT_ONCE)
            .contains(ErrorCode.INVALID_TERMS.name())
            .isSubsetOf(ErrorCode.INVALID_TERMS.name(), ParentCode.OVERLOADED.name(), CUT_OFF);
      }
      Staged auction =
          range.stage(
              2,
              open -> {
                open.bid(open.buyer(0), "50", "--parent", parent.url()).orFail("bid");
                open.bid(open.buyer(1), "10", "--parent", parent.url()).orFail("bid");
              });
      auction.resolvesTo(auction.buyer(0));
      assertThat(parent.isAlive()).isTrue();
    }
  }

  /** As the unit starts it, which ends when memory runs out. */
  private static List<String> shippedHeap() throws IOException {
    Path unit = Installation.locate().home().resolve("infra/systemd/sealed-bid-parent.service");
    String start =
        Files.readAllLines(unit).stream()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow();
    List<String> flags =
        Arrays.stream(start.split(" ")).filter(word -> word.startsWith("-X")).toList();
    assertThat(flags)
        .anyMatch(flag -> flag.startsWith("-Xmx"))
        .contains("-XX:+ExitOnOutOfMemoryError");
    return flags;
  }

  /** Every shape of which a few bytes become many. */
  private static List<byte[]> bodies() {
    return List.of(
        repeated("[", "{},", "{}]"),
        repeated("[", "[],", "[]]"),
        repeated("[", "1,", "1]"),
        repeated("[", "\"\",", "\"\"]"),
        repeated("[", "{\"a\":{\"b\":[1]}},", "1]"),
        repeated("{\"a\":1", ",\"a\":1", "}"),
        repeated("{\"version\":", "1", "}"),
        repeated("{\"", "n", "\":1}"),
        repeated("{\"title\":\"", "\\u00e4", "\"}"),
        repeated("", "{\"a\":[", ""));
  }

  private static byte[] repeated(String head, String middle, String tail) {
    int count = (Limits.MAX_TERMS_LENGTH - head.length() - tail.length()) / middle.length();
    return (head + middle.repeat(count) + tail).getBytes(StandardCharsets.US_ASCII);
  }

  private static String head(byte[] body) {
    return new String(body, 0, 30, StandardCharsets.US_ASCII);
  }

  private static List<String> atOnce(MortalParent parent, byte[] body) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Callable<String> sending = () -> code(parent.url(), body);
      List<String> codes = new ArrayList<>();
      for (Future<String> code : senders.invokeAll(Collections.nCopies(AT_ONCE, sending))) {
        codes.add(code.get());
      }
      return codes;
    } finally {
      senders.shutdownNow();
    }
  }

  /** A refusal may come before the body has left; then the connection may break off first. */
  private static String code(String parent, byte[] body) throws Exception {
    try {
      return post(parent, "/auctions", body);
    } catch (IOException e) {
      return CUT_OFF;
    }
  }

  @Attack
  @DisplayName("Reads replies and trails for amounts (G8): they look the same, whatever the bids")
  void repliesLookTheSame() throws Exception {
    long highest = Limits.MAX_AMOUNT;
    looksTheSame(
        SheetsOf.BUYERS, terms -> {}, new long[][] {{2, 1}, {highest, 1}, {highest, highest}});
  }

  @Attack
  @DisplayName("… and sealed awards (G8): as long for whoever won, whatever the price")
  void awardsLookTheSame() throws Exception {
    long highest = Limits.MAX_AMOUNT;
    ObjectNode[] keys = {awardKey(), awardKey()};
    looksTheSame(
        SheetsOf.BUYERS,
        terms -> {
          terms.put("disclosure", "SEALED_AWARD");
          for (int i = 0; i < keys.length; i++) {
            AttackRange.entry(terms, i).set("awardKey", keys[i].deepCopy());
          }
        },
        new long[][] {{2, 1}, {1, highest}, {highest, highest}});
  }

  @Attack
  @DisplayName("… and sealed reserves (G8): however far above the reserve the winner is")
  void reservesLookTheSame() throws Exception {
    long highest = Limits.MAX_AMOUNT;
    looksTheSame(
        SheetsOf.SELLER_TOO,
        new SealedReserve(range),
        new long[][] {{2, 1, 1}, {highest, 1, 0}, {highest, highest, highest}});
  }

  @Attack
  @DisplayName("… and NO_SALE (G8): by one unit, by far, or without any bid")
  void noSaleLooksTheSame() throws Exception {
    long highest = Limits.MAX_AMOUNT;
    long none = BidSheet.NO_BID;
    looksTheSame(
        SheetsOf.SELLER_TOO,
        new SealedReserve(range),
        new long[][] {{1, 1, 2}, {highest - 1, 0, highest}, {none, none, 1}});
  }

  private ObjectNode awardKey() throws IOException {
    return SealedAwards.makeKey(range, "--out", range.folder().resolve("award.pem").toString());
  }

  private void looksTheSame(SheetsOf sheets, Consumer<ObjectNode> terms, long[][] auctions)
      throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (long[] amounts : auctions) {
      seen.add(resolved(sheets, terms, amounts));
    }
    assertThat(seen).allMatch(seen.get(0)::equals);
  }

  /** Who seals amounts. */
  private enum SheetsOf {
    BUYERS,
    SELLER_TOO
  }

  /**
   * What an observer sees of an auction.
   *
   * @param sheetLengths of the sealed sheets
   * @param outcomeLength of the outcome, but for its time
   * @param acknowledgementLengths of the receipt's acknowledgements together, but for their times
   * @param awardLengths of the award messages
   * @param decrypts in the parties' trails
   */
  private record Seen(
      List<Integer> sheetLengths,
      int outcomeLength,
      int acknowledgementLengths,
      List<Integer> awardLengths,
      List<Integer> decrypts) {}

  /** An auction of two buyers, and of a seller with the third amount if it seals. */
  private Seen resolved(SheetsOf from, Consumer<ObjectNode> terms, long... amounts)
      throws Exception {
    List<byte[]> sheets = new ArrayList<>();
    Staged auction =
        range.stage(
            2,
            terms,
            open -> {
              sheets.clear();
              for (int i = 0; i < 2; i++) {
                String buyer = open.buyer(i);
                byte[] sheet =
                    open.pinned(buyer)
                        .seal(open.auction(), buyer, System.currentTimeMillis(), amounts[i]);
                assertThat(open.submitOverRest(buyer, sheet)).isEqualTo("taken");
                sheets.add(sheet);
              }
              if (from == SheetsOf.SELLER_TOO) {
                sheets.add(reserved((SealedReserve) terms, open, amounts[2]));
              }
            });
    byte[] receipt = auction.resolve().receipt();
    Outcome outcome = Staged.outcome(receipt);
    assertThat(outcome.buyers()).allMatch(party -> party.status() == BuyerStatus.COUNTED);
    List<String> parties = new ArrayList<>(List.of(auction.buyer(0), auction.buyer(1)));
    if (terms instanceof SealedReserve reserve) {
      parties.add(reserve.profile());
    }
    return new Seen(
        sheets.stream().map(sheet -> sheet.length).toList(),
        untimed(Staged.outcomeBytes(receipt)).length(),
        acknowledgements(receipt),
        outcome.awards().stream()
            .map(award -> range.commands().parent().award(auction.id(), award.recipient()).length)
            .toList(),
        parties.stream().map(this::decrypts).toList());
  }

  private byte[] reserved(SealedReserve reserve, Staged open, long amount) throws IOException {
    CarelessBuyer seller = reserve.pinned(open);
    byte[] sheet =
        reserve.sealed(
            open,
            seller,
            System.currentTimeMillis(),
            BidSheet.reserve(seller.nonce(), new long[] {amount}));
    Bidder owner = range.cast().bidder(reserve.profile());
    range
        .commands()
        .s3(reserve.profile())
        .putObject(
            put -> put.bucket(owner.bucket()).key(Bidder.objectKey(open.id())),
            RequestBody.fromBytes(sheet));
    SubmitRequest request = new SubmitRequest(SealedReserve.SELLER, Sha384.of(sheet).hex(), null);
    range.commands().parent().submit(open.id(), request);
    return sheet;
  }

  /** The statements' lengths together. */
  private static int acknowledgements(byte[] receipt) throws Exception {
    return Receipt.parse(receipt).acknowledgements().stream()
        .mapToInt(acknowledgement -> untimed(acknowledgement.statement()).length())
        .sum();
  }

  /** A statement without its time, whose milliseconds may be fewer digits. */
  private static String untimed(byte[] statement) {
    return new String(statement, StandardCharsets.UTF_8)
        .replaceAll("\"(resolvedAt|receivedAt)\":\"[^\"]*\"", "");
  }

  private int decrypts(String buyer) {
    return (int)
        range.system().aws().auditTrail(range.cast().bidder(buyer).account()).stream()
            .filter(event -> event.contains("\"eventName\":\"Decrypt\""))
            .count();
  }

  private Reply ask(Request request) throws IOException {
    return EnclaveLine.to(range.system().enclave()).ask(request);
  }

  private Socket connect() throws IOException {
    return VsockSockets.connect(address(), Duration.ofSeconds(5));
  }

  private HybridVsock address() {
    return EnclaveLine.address(range.system().enclave());
  }

  /** The code with which the parent refuses that body. */
  private String post(String path, byte[] body) throws Exception {
    return post(range.system().parent().toString(), path, body);
  }

  private static String post(String parent, String path, byte[] body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(parent + "/api/v1" + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return JsonMapper.shared().readTree(answer.body()).required("code").asString();
  }
}
