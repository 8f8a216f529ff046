package dev.sealedbid.demo.system;

import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockAddress;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** What the auctioneer can do past its parent: speak to an enclave itself. */
public final class EnclaveLine {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int ANSWER_MILLIS = 90_000;

  private final VsockAddress enclave;

  private EnclaveLine(VsockAddress enclave) {
    this.enclave = enclave;
  }

  public static EnclaveLine to(LaunchedEnclave enclave) {
    return new EnclaveLine(address(enclave));
  }

  /** Where an enclave takes frames. */
  public static HybridVsock address(LaunchedEnclave enclave) {
    return new HybridVsock(enclave.vsock(), LocalNames.ENCLAVE_PORT);
  }

  /**
   * Sends one request on a connection of its own and returns the answer.
   *
   * @throws IOException if the enclave can't be reached or answers nonsense
   */
  public Reply ask(Request request) throws IOException {
    try (Socket socket = VsockSockets.connect(enclave, CONNECT)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      FrameCodec.write(socket.getOutputStream(), request.encode(1));
      Frame answer = FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY);
      return Reply.decode(answer);
    } catch (MalformedFrameException e) {
      throw new IOException("the enclave's answer isn't in the protocol", e);
    }
  }
}
