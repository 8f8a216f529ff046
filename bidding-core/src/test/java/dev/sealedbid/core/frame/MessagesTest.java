package dev.sealedbid.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.Vectors;
import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
  private static final SessionId SESSION =
      SessionId.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final byte[] NONCE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of("open", 1L, new Request.Open(ascii("{}"))),
        Arguments.of("attest-opening", 2L, new Request.AttestOpening(SESSION, NONCE)),
        Arguments.of("submit", 3L, new Request.Submit(SESSION, "buyer-1", ascii("ciphertext"))),
        Arguments.of("resolve", 4L, new Request.Resolve(SESSION, credentials())),
        Arguments.of(
            "present", 5L, new Request.Present(SESSION, List.of(ascii("one"), ascii("three")))),
        Arguments.of("void", 6L, new Request.VoidSession(SESSION)),
        Arguments.of("status", 7L, new Request.Status(SESSION)),
        Arguments.of("attest", -1L, new Request.Attest(NONCE)),
        Arguments.of("awards", 10L, new Request.AwardMessages(SESSION, 64)));
  }

  static Stream<Arguments> replies() {
    return Stream.of(
        Arguments.of("statement", 1L, new Reply.StatementReply(attested("opening"))),
        Arguments.of("resolved", 4L, new Reply.Resolved(true, attested("outcome"))),
        Arguments.of("wanted", 4L, new Reply.Wanted(List.of(sheet(1), sheet(2)))),
        Arguments.of("presented", 5L, new Reply.Presented(2)),
        Arguments.of("status-reply", 7L, new Reply.StatusReply(SessionState.RESOLVING, 5, 3, 4)),
        Arguments.of(
            "awards-reply", 10L, new Reply.Awards(66, List.of(ascii("one"), ascii("three")))),
        Arguments.of("attestation", 8L, new Reply.Attestation(ascii("document"))),
        Arguments.of(
            "error",
            9L,
            new Reply.ErrorReply(
                ErrorCode.KMS_REFUSED,
                List.of(new BuyerCode("buyer-3", "AccessDeniedException")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  @DisplayName("requests are the vectors, both ways")
  void requestsAreTheVectors(String name, long requestId, Request request) throws Exception {
    byte[] vector = Vectors.hex("frames/" + name + ".hex");
    assertThat(write(request.encode(requestId))).isEqualTo(vector);
    Frame frame = read(vector, MessageType.Kind.REQUEST);
    assertThat(frame.requestId()).isEqualTo(requestId);
    Request decoded = Request.decode(frame);
    assertThat(decoded).hasSameClassAs(request);
    assertThat(write(decoded.encode(requestId))).isEqualTo(vector);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replies")
  @DisplayName("replies are the vectors, both ways")
  void repliesAreTheVectors(String name, long requestId, Reply reply) throws Exception {
    byte[] vector = Vectors.hex("frames/" + name + ".hex");
    assertThat(write(reply.encode(requestId))).isEqualTo(vector);
    Reply decoded = Reply.decode(read(vector, MessageType.Kind.REPLY));
    assertThat(decoded).hasSameClassAs(reply);
    assertThat(write(decoded.encode(requestId))).isEqualTo(vector);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  @DisplayName("[F-3] a request that is cut off or goes on is refused")
  void requestsHaveOneLength(String name, long requestId, Request request) {
    refusedWhenCutOrLonger(
        request.encode(requestId), request instanceof Request.Open, Request::decode);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replies")
  @DisplayName("[F-3] a reply that is cut off or goes on is refused")
  void repliesHaveOneLength(String name, long requestId, Reply reply) {
    refusedWhenCutOrLonger(
        reply.encode(requestId), reply instanceof Reply.Attestation, Reply::decode);
  }

  /** [F-3] [F-9]. */
  @Test
  void bodiesAreChecked() {
    bad(MessageType.OPEN, "");
    bad(MessageType.ATTEST, "000f" + "00".repeat(15));
    bad(MessageType.SUBMIT, SESSION + "0141" + "0000000100"); // an id in capitals
    bad(MessageType.SUBMIT, SESSION + "00" + "0000000100"); // no id
    bad(MessageType.SUBMIT, SESSION + "0161" + "00000000"); // no ciphertext
    bad(MessageType.SUBMIT, SESSION + "0161" + "ffffffff00");
    bad(MessageType.SUBMIT, SESSION + "0161" + "0000400100");
    bad(MessageType.PRESENT, SESSION + "0000");
    bad(MessageType.PRESENT, SESSION + "0041" + "0000000100".repeat(65));
    bad(MessageType.RESOLVE, SESSION + "0000" + "000161" + "000161"); // no access key id
    bad(MessageType.RESOLVE, SESSION + "000161" + "00010a" + "000161"); // a line feed
    badReply(MessageType.RESOLVED, "02" + "0000000161" + "0000000161");
    badReply(MessageType.STATEMENT, "00000000" + "0000000161");
    badReply(MessageType.WANTED, "00000000");
    badReply(MessageType.WANTED, "7fffffff");
    badReply(MessageType.WANTED, "80000000");
    badReply(MessageType.PRESENTED, "80000000");
    badReply(MessageType.STATUS_REPLY, "05" + "00000000".repeat(3));
    badReply(MessageType.STATUS_REPLY, "00" + "00000000".repeat(3));
    bad(MessageType.AWARDS, SESSION + "80000000");
    badReply(MessageType.AWARDS_REPLY, "00002712" + "0000"); // more than there are parties
    badReply(MessageType.AWARDS_REPLY, "80000000" + "0000");
    badReply(MessageType.AWARDS_REPLY, "00000001" + "0002" + "0000000100".repeat(2));
    badReply(MessageType.AWARDS_REPLY, "00000064" + "0041" + "0000000100".repeat(65));
    badReply(MessageType.AWARDS_REPLY, "00000001" + "0001" + "00000000"); // an empty message
    badReply(MessageType.AWARDS_REPLY, "00000001" + "0001" + "00002001" + "00".repeat(8_193));
    badReply(MessageType.ATTESTATION, "");
    badReply(MessageType.ERROR, "0000" + "0000"); // no such code
    badReply(MessageType.ERROR, "0034" + "0001" + "0161" + "0120"); // a blank for a code
    badReply(MessageType.ERROR, "0034" + "0001" + "0161" + "01c3");
  }

  @Test
  void repliesAreNoRequests() {
    Frame reply = new Reply.Presented(1).encode(1);
    Frame request = new Request.Status(SESSION).encode(1);
    assertThat(
            catchThrowableOfType(MalformedFrameException.class, () -> Request.decode(reply))
                .reason())
        .isEqualTo(Reason.UNEXPECTED_TYPE);
    assertThat(
            catchThrowableOfType(MalformedFrameException.class, () -> Reply.decode(request))
                .reason())
        .isEqualTo(Reason.UNEXPECTED_TYPE);
  }

  @Test
  void theLargestMessagesFit() throws Exception {
    byte[] sheet = new byte[Limits.MAX_CIPHERTEXT_LENGTH];
    String id = "x".repeat(63);
    Request[] requests = {
      new Request.Open(new byte[Limits.MAX_TERMS_LENGTH]),
      new Request.AttestOpening(SESSION, new byte[Limits.MAX_NONCE]),
      new Request.Submit(SESSION, id, sheet),
      new Request.Present(SESSION, Collections.nCopies(Limits.MAX_PRESENTED, sheet)),
      new Request.Resolve(SESSION, new Credentials(longest(), longest(), longest())),
      new Request.Attest(new byte[Limits.MAX_NONCE]),
      new Request.AwardMessages(SESSION, Integer.MAX_VALUE)
    };
    for (Request request : requests) {
      assertThat(Request.decode(request.encode(1))).hasSameClassAs(request);
    }
    int sheets = Limits.MAX_PARTIES * Limits.MAX_SHEETS_PER_BUYER;
    BuyerCode code = new BuyerCode(id, "x".repeat(Limits.MAX_CODE_LENGTH));
    Reply[] replies = {
      new Reply.Wanted(Collections.nCopies(sheets, sheet(1))),
      new Reply.ErrorReply(ErrorCode.KMS_REFUSED, Collections.nCopies(Limits.MAX_PARTIES, code)),
      new Reply.Attestation(new byte[Limits.MAX_ATTESTATION_LENGTH]),
      new Reply.Awards(
          Limits.MAX_BUYERS + 1,
          Collections.nCopies(Limits.MAX_AWARDS_IN_REPLY, new byte[Limits.MAX_AWARD_LENGTH])),
      new Reply.Resolved(
          false,
          new AttestedStatement(
              new byte[Limits.MAX_STATEMENT_LENGTH], new byte[Limits.MAX_ATTESTATION_LENGTH]))
    };
    for (Reply reply : replies) {
      assertThat(Reply.decode(reply.encode(1))).hasSameClassAs(reply);
    }
  }

  @Test
  void messagesRefuseToBeMadeWrong() {
    byte[] one = {1};
    for (Runnable make :
        List.<Runnable>of(
            () -> new Request.Open(new byte[Limits.MAX_TERMS_LENGTH + 1]),
            () -> new Request.Attest(new byte[Limits.MIN_NONCE - 1]),
            () -> new Request.Attest(new byte[Limits.MAX_NONCE + 1]),
            () -> new Request.AttestOpening(SESSION, one),
            () -> new Request.Submit(SESSION, "Buyer", one),
            () -> new Request.Submit(SESSION, "buyer", new byte[16_385]),
            () -> new Request.Present(SESSION, List.of()),
            () -> new Request.Present(SESSION, Collections.nCopies(65, one)),
            () -> new Reply.Wanted(List.of()),
            () -> new Request.AwardMessages(SESSION, -1),
            () -> new Reply.Awards(-1, List.of()),
            () -> new Reply.Awards(0, List.of(one)),
            () -> new Reply.Awards(100, Collections.nCopies(65, one)),
            () -> new Reply.Awards(1, List.of(new byte[0])),
            () -> new Reply.Presented(-1),
            () -> new Reply.Attestation(new byte[0]),
            () -> new Reply.StatusReply(SessionState.OPEN, 0, -1, 0))) {
      assertThatIllegalArgumentException().isThrownBy(make::run);
    }
  }

  @Test
  void credentialsAreWipedAndSayNothing() throws Exception {
    byte[] secret = ascii("secret");
    Credentials credentials = new Credentials(ascii("AKIDEXAMPLE"), secret, new byte[0]);
    Arrays.fill(secret, (byte) 0);
    assertThat(credentials.secretAccessKey()).isEqualTo(ascii("secret"));
    Request.Resolve resolve = new Request.Resolve(SESSION, credentials);
    assertThat(resolve.toString()).doesNotContain("secret").doesNotContain("AKID");
    Request.Resolve decoded = (Request.Resolve) Request.decode(resolve.encode(1));
    assertThat(decoded.credentials().accessKeyId()).isEqualTo(ascii("AKIDEXAMPLE"));
    assertThat(decoded.credentials().sessionToken()).isEmpty();
    credentials.close();
    assertThat(credentials.secretAccessKey()).containsOnly(0);
    assertThatThrownBy(() -> new Credentials(ascii("a"), ascii("sec ret"), ascii("")))
        .hasMessageNotContaining("sec");
  }

  @Test
  void errorCodesHaveNumbersOfTheirOwn() {
    Set<Integer> numbers = new HashSet<>();
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(numbers.add(code.number())).as("%s", code).isTrue();
      assertThat(ErrorCode.of(code.number())).contains(code);
      assertThat(code.meaning()).isNotBlank().doesNotEndWith(".");
    }
    assertThat(ErrorCode.of(0)).isEmpty();
    assertThat(ErrorCode.KMS_REFUSED.number()).isEqualTo(52);
  }

  private interface Decoder {
    Object decode(Frame frame) throws MalformedFrameException;
  }

  private static void refusedWhenCutOrLonger(Frame frame, boolean anyLength, Decoder decoder) {
    byte[] body = frame.body();
    for (int length = 0; length <= body.length + 1; length++) {
      boolean free = anyLength && length > 0;
      if (length == body.length || free || length > frame.type().maxBody()) {
        continue;
      }
      Frame changed = Frame.of(frame.type(), 1, Arrays.copyOf(body, length));
      assertThat(
              catchThrowableOfType(MalformedFrameException.class, () -> decoder.decode(changed))
                  .reason())
          .as("%d of %d bytes", length, body.length)
          .isEqualTo(Reason.BAD_BODY);
    }
  }

  private static void bad(MessageType type, String hex) {
    Frame frame = Frame.of(type, 1, java.util.HexFormat.of().parseHex(hex));
    assertThat(
            catchThrowableOfType(MalformedFrameException.class, () -> Request.decode(frame))
                .reason())
        .isEqualTo(Reason.BAD_BODY);
  }

  private static void badReply(MessageType type, String hex) {
    Frame frame = Frame.of(type, 1, java.util.HexFormat.of().parseHex(hex));
    assertThat(
            catchThrowableOfType(MalformedFrameException.class, () -> Reply.decode(frame)).reason())
        .isEqualTo(Reason.BAD_BODY);
  }

  private static Frame read(byte[] bytes, MessageType.Kind kind) throws Exception {
    return FrameCodec.read(new ByteArrayInputStream(bytes), kind);
  }

  private static byte[] write(Frame frame) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameCodec.write(out, frame);
    return out.toByteArray();
  }

  private static Credentials credentials() {
    return new Credentials(ascii("AKIDEXAMPLE"), ascii("secret"), ascii("token"));
  }

  private static byte[] longest() {
    byte[] part = new byte[Limits.MAX_CREDENTIAL_LENGTH];
    Arrays.fill(part, (byte) 'x');
    return part;
  }

  private static AttestedStatement attested(String name) {
    return new AttestedStatement(Vectors.bytes("statements/" + name + ".json"), ascii("document"));
  }

  private static Sha384 sheet(int buyer) {
    return Sha384.of(ascii("ciphertext buyer-" + buyer));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
