package dev.sealedbid.nitro.nsm;

import java.io.IOException;
import java.util.Arrays;

/**
 * The Nitro Secure Module behind an {@link NsmTransport}: encodes each question, decodes the
 * answer, and refuses an answer to another question.
 *
 * <p>Safe for use by several threads as far as the transport is.
 */
public final class NsmClient implements NitroSecureModule {
  private final NsmTransport transport;

  /** The client owns the transport and closes it. */
  public NsmClient(NsmTransport transport) {
    this.transport = transport;
  }

  @Override
  public byte[] attest(AttestationRequest request) throws NsmException {
    return ask(new NsmRequest.Attest(request), NsmResponse.Attested.class).document();
  }

  @Override
  public byte[] random(int length) throws NsmException {
    if (length < 1 || length > MAX_RANDOM_LENGTH) {
      throw new IllegalArgumentException(
          "random bytes are given 1 to " + MAX_RANDOM_LENGTH + " at a time, not " + length);
    }
    byte[] random = new byte[length];
    for (int filled = 0; filled < length; ) {
      byte[] chunk = ask(new NsmRequest.GetRandom(), NsmResponse.RandomBytes.class).random();
      int taken = Math.min(chunk.length, length - filled);
      System.arraycopy(chunk, 0, random, filled, taken);
      Arrays.fill(chunk, (byte) 0);
      filled += taken;
    }
    return random;
  }

  @Override
  public NsmDescription describe() throws NsmException {
    return ask(new NsmRequest.DescribeNsm(), NsmResponse.Described.class).description();
  }

  @Override
  public PcrState describePcr(int index) throws NsmException {
    return ask(new NsmRequest.DescribePcr(index), NsmResponse.PcrDescribed.class).state();
  }

  @Override
  public byte[] extendPcr(int index, byte[] data) throws NsmException {
    return ask(new NsmRequest.ExtendPcr(index, data), NsmResponse.PcrExtended.class).value();
  }

  @Override
  public void lockPcr(int index) throws NsmException {
    ask(new NsmRequest.LockPcr(index), NsmResponse.PcrLocked.class);
  }

  @Override
  public void close() throws NsmException {
    try {
      transport.close();
    } catch (IOException e) {
      throw new NsmException("the connection to the NSM could not be closed", e);
    }
  }

  private <T extends NsmResponse> T ask(NsmRequest request, Class<T> expected) throws NsmException {
    String operation = request.getClass().getSimpleName();
    NsmResponse response = exchange(request, operation);
    if (response instanceof NsmResponse.Refused refused) {
      throw new NsmException(refused, operation);
    }
    if (!expected.isInstance(response)) {
      throw new NsmException(
          "the NSM answered " + operation + " with " + response.getClass().getSimpleName());
    }
    return expected.cast(response);
  }

  private NsmResponse exchange(NsmRequest request, String operation) throws NsmException {
    try {
      return NsmResponse.decode(transport.exchange(request.encode()));
    } catch (IOException e) {
      throw new NsmException("the NSM could not be asked for " + operation, e);
    } catch (MalformedNsmMessageException e) {
      throw new NsmException("the NSM answered " + operation + " with a malformed message", e);
    }
  }
}
