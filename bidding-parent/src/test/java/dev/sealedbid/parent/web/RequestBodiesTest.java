package dev.sealedbid.parent.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** [H-13]: how much of request bodies is held, and for how long they may come. */
class RequestBodiesTest {
  private static final int LIMIT = 1_000_000;

  private final AtomicLong time = new AtomicLong();
  private final RequestBodies bodies =
      new RequestBodies(new BodyLimits(1_000_000, Duration.ofSeconds(30)), time::get);

  @Test
  @DisplayName("a body comes as it was sent, up to the limit, declared or not")
  void asItCame() {
    for (int length : new int[] {0, 1, 8_191, 8_192, 8_193, 65_536, 100_000, LIMIT}) {
      byte[] body = new byte[length];
      Arrays.fill(body, (byte) length);
      assertThat(bodies.<byte[]>bytes(request(body), LIMIT, bytes -> bytes)).isEqualTo(body);
      assertThat(bodies.<byte[]>bytes(undeclared(body), LIMIT, bytes -> bytes)).isEqualTo(body);
    }
    byte[] longer = new byte[LIMIT + 1];
    refused(ParentCode.REQUEST_TOO_LARGE, request(longer));
    refused(ParentCode.REQUEST_TOO_LARGE, undeclared(longer));
  }

  @Test
  @DisplayName("G9: long bodies are held up to a count, short ones always, and given back")
  void held() {
    byte[] most = new byte[900_000];
    byte[] more = new byte[300_000];
    byte[] little = new byte[BodyLimits.SHORT];
    String inside =
        bodies.bytes(
            request(most),
            LIMIT,
            held -> {
              refused(ParentCode.OVERLOADED, request(more));
              // What was refused holds nothing.
              refused(ParentCode.OVERLOADED, request(more));
              return bodies.bytes(request(little), LIMIT, also -> "both");
            });
    assertThat(inside).isEqualTo("both");
    assertThatThrownBy(
            () ->
                bodies.bytes(
                    request(most),
                    LIMIT,
                    held -> {
                      throw new IllegalStateException("whatever fails");
                    }))
        .isInstanceOf(IllegalStateException.class);
    int again = bodies.bytes(request(most), LIMIT, bytes -> bytes.length);
    assertThat(again).isEqualTo(most.length);
  }

  @Test
  @DisplayName("G9: a body that was announced and doesn't come holds nothing")
  void announced() {
    MockHttpServletRequest dribbled = trickling(200_000, 10, () -> {});
    int beside =
        bodies.bytes(
            dribbled,
            LIMIT,
            held -> bodies.bytes(request(new byte[900_000]), LIMIT, bytes -> bytes.length));
    assertThat(beside).isEqualTo(900_000);
  }

  @Test
  @DisplayName("G9: a body that comes in drops is given up after its time")
  void tooSlow() {
    refused(
        ParentCode.REQUEST_TIMEOUT,
        trickling(1_000, 1_000, () -> time.addAndGet(Duration.ofMillis(100).toNanos())));
    int length =
        bodies.bytes(
            trickling(1_000, 1_000, () -> time.addAndGet(Duration.ofMillis(29).toNanos())),
            LIMIT,
            bytes -> bytes.length);
    assertThat(length).isEqualTo(1_000);
  }

  private void refused(ParentCode code, MockHttpServletRequest request) {
    assertThatThrownBy(() -> bodies.bytes(request, LIMIT, bytes -> bytes))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.is(code)).as(e.getMessage()).isTrue());
  }

  private static MockHttpServletRequest request(byte[] body) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setContent(body);
    return request;
  }

  private static MockHttpServletRequest undeclared(byte[] body) {
    return new MockHttpServletRequest() {
      @Override
      public long getContentLengthLong() {
        return -1;
      }

      @Override
      public ServletInputStream getInputStream() {
        return new Drops(body.length, body.length == 0 ? (byte) 0 : body[0], 7_777, () -> {});
      }
    };
  }

  /** Announces so many bytes, and sends some of them, one by one. */
  private static MockHttpServletRequest trickling(int announced, int sent, Runnable before) {
    return new MockHttpServletRequest() {
      @Override
      public long getContentLengthLong() {
        return announced;
      }

      @Override
      public ServletInputStream getInputStream() {
        return new Drops(sent, (byte) 'x', 1, before);
      }
    };
  }

  /** So many bytes of one value, a few at a time. */
  private static final class Drops extends ServletInputStream {
    private final byte value;
    private final int most;
    private final Runnable before;
    private int left;

    Drops(int length, byte value, int most, Runnable before) {
      this.left = length;
      this.value = value;
      this.most = most;
      this.before = before;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      before.run();
      if (left == 0) {
        return -1;
      }
      int count = Math.min(Math.min(length, most), left);
      Arrays.fill(into, offset, offset + count, value);
      left -= count;
      return count;
    }

    @Override
    public boolean isFinished() {
      return left == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
