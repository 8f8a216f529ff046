package dev.sealedbid.nitro.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NsmClientTest {
  /** Answers every request by a function and keeps what it was asked. */
  private static final class ScriptedTransport implements NsmTransport {
    private final Function<NsmRequest, byte[]> script;
    private final List<NsmRequest> asked = new ArrayList<>();
    private boolean closed;

    ScriptedTransport(Function<NsmRequest, byte[]> script) {
      this.script = script;
    }

    @Override
    public byte[] exchange(byte[] cborRequest) throws IOException {
      try {
        NsmRequest request = NsmRequest.decode(cborRequest);
        asked.add(request);
        return script.apply(request);
      } catch (MalformedNsmMessageException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void attest_asksForTheFieldsAndGivesTheDocument() throws NsmException {
    ScriptedTransport transport = answering(new NsmResponse.Attested(new byte[] {7, 8}));
    AttestationRequest request =
        AttestationRequest.ofUserData(new byte[] {1}).withNonce(new byte[] {2});
    assertThat(new NsmClient(transport).attest(request)).containsExactly(7, 8);
    assertThat(transport.asked).containsExactly(new NsmRequest.Attest(request));
  }

  @Test
  void random_collectsChunksUntilThereAreEnough() throws NsmException {
    byte[] chunk = new byte[256];
    java.util.Arrays.fill(chunk, (byte) 5);
    ScriptedTransport transport = answering(new NsmResponse.RandomBytes(chunk));
    byte[] random = new NsmClient(transport).random(600);
    assertThat(random).hasSize(600).containsOnly(5);
    assertThat(transport.asked).hasSize(3);
  }

  @Test
  void random_outOfBounds_isRefused() {
    NsmClient client = new NsmClient(answering(new NsmResponse.PcrLocked()));
    assertThatIllegalArgumentException().isThrownBy(() -> client.random(0));
    assertThatIllegalArgumentException().isThrownBy(() -> client.random(4097));
  }

  @Test
  void describe_givesTheDescription() throws NsmException {
    NsmDescription description =
        new NsmDescription(1, 0, 0, "i-1-enc1", 32, List.of(0, 1), "SHA384");
    assertThat(new NsmClient(answering(new NsmResponse.Described(description))).describe())
        .isEqualTo(description);
  }

  @Test
  void registers_areDescribedExtendedAndLocked() throws NsmException {
    PcrState state = new PcrState(false, new byte[48]);
    assertThat(new NsmClient(answering(new NsmResponse.PcrDescribed(state))).describePcr(16))
        .isEqualTo(state);
    assertThat(
            new NsmClient(answering(new NsmResponse.PcrExtended(new byte[48])))
                .extendPcr(16, new byte[] {1}))
        .hasSize(48);
    ScriptedTransport transport = answering(new NsmResponse.PcrLocked());
    new NsmClient(transport).lockPcr(16);
    assertThat(transport.asked).containsExactly(new NsmRequest.LockPcr(16));
  }

  @Test
  void refusal_keepsTheNsmsCode() {
    NsmClient client =
        new NsmClient(answering(new NsmResponse.Refused(NsmErrorCode.READ_ONLY_INDEX)));
    assertThatThrownBy(() -> client.lockPcr(3))
        .isInstanceOfSatisfying(
            NsmException.class,
            refusal -> assertThat(refusal.code()).contains(NsmErrorCode.READ_ONLY_INDEX));
  }

  @Test
  void unknownRefusal_isARefusalAndNamesTheCode() {
    NsmClient client = new NsmClient(answering(new NsmResponse.Refused("Throttled")));
    assertThatThrownBy(() -> client.lockPcr(3))
        .hasMessage("the NSM refused LockPcr: Throttled, a code that is not known")
        .isInstanceOfSatisfying(
            NsmException.class, refusal -> assertThat(refusal.code()).isEmpty());
    NsmClient odd = new NsmClient(answering(new NsmResponse.Refused("a\nline of log")));
    assertThatThrownBy(() -> odd.lockPcr(3))
        .hasMessage("the NSM refused LockPcr: a code that is not known");
  }

  @Test
  void answerToAnotherQuestion_isRefused() {
    NsmClient client = new NsmClient(answering(new NsmResponse.PcrsLocked()));
    assertThatThrownBy(() -> client.lockPcr(3)).isInstanceOf(NsmException.class);
    assertThatThrownBy(() -> client.attest(AttestationRequest.empty()))
        .isInstanceOf(NsmException.class)
        .hasMessageContaining("PcrsLocked");
  }

  @Test
  void malformedAnswer_isRefused() {
    NsmClient client = new NsmClient(new ScriptedTransport(request -> new byte[] {(byte) 0xff}));
    assertThatThrownBy(client::describe)
        .isInstanceOfSatisfying(
            NsmException.class, refusal -> assertThat(refusal.code()).isEmpty());
  }

  @Test
  void brokenTransport_isAnNsmException() {
    NsmClient client =
        new NsmClient(
            new NsmTransport() {
              @Override
              public byte[] exchange(byte[] cborRequest) throws IOException {
                throw new IOException("gone");
              }

              @Override
              public void close() throws IOException {
                throw new IOException("gone");
              }
            });
    assertThatThrownBy(client::describe).isInstanceOf(NsmException.class);
    assertThatThrownBy(client::close).isInstanceOf(NsmException.class);
  }

  @Test
  void close_closesTheTransport() throws NsmException {
    ScriptedTransport transport = answering(new NsmResponse.PcrLocked());
    new NsmClient(transport).close();
    assertThat(transport.closed).isTrue();
  }

  private static ScriptedTransport answering(NsmResponse response) {
    return new ScriptedTransport(request -> response.encode());
  }
}
