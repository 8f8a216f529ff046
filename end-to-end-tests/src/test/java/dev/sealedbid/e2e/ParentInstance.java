package dev.sealedbid.e2e;

import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.nitro.vsock.Vsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * A parent instance as a machine of its own, at CID 3, with vsock to the enclave's: it takes the
 * heartbeat at port 9000 and answers it, as {@code nitro-cli} does, and then asks the enclave.
 */
final class ParentInstance {
  static final String BEAT = "parent: heartbeat ";
  static final String ANSWERED = "parent: the enclave answered ";

  private static final int HEARTBEAT_PORT = 9000;
  private static final Vsock ENCLAVE = new Vsock(4, 5005);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private ParentInstance() {}

  /** Answers one heartbeat with the byte that the argument names, in decimal. */
  public static void main(String[] arguments) throws Exception {
    try (VsockListener listener =
        VsockSockets.listen(new Vsock(Vsock.ANY_CID, HEARTBEAT_PORT), 1)) {
      System.out.println("parent: ready");
      try (Socket enclave = listener.accept().socket()) {
        System.out.println(BEAT + Integer.toHexString(enclave.getInputStream().read()));
        enclave.getOutputStream().write(Integer.parseInt(arguments[0]));
        enclave.getInputStream().read(); // until it has taken the answer and closed
      }
    }
    System.out.println(ANSWERED + answer());
  }

  /** What the enclave answers, asked until it is up; the machine ends with the test. */
  private static MessageType answer() throws MalformedFrameException, InterruptedException {
    while (true) {
      try (Socket socket = VsockSockets.connect(ENCLAVE, CONNECT)) {
        FrameCodec.write(socket.getOutputStream(), new Request.Attest(new byte[16]).encode(1));
        return FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY).type();
      } catch (IOException e) {
        Thread.sleep(10); // it doesn't listen yet
      }
    }
  }
}
