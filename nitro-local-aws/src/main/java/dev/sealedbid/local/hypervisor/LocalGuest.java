package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a process that the local hypervisor started has in place of devices: the NSM, the vsock
 * device, and a lifeline to the hypervisor. The main method of a local enclave begins with it:
 *
 * <pre>{@code
 * LocalGuest guest = LocalGuest.boot(nsmSocket, vsockSocket, System.in, () -> Runtime.getRuntime().halt(0));
 * }</pre>
 *
 * <p>Lifeline: the hypervisor holds the other end of this process's standard input. When the
 * hypervisor ends, however it ends, the input ends, and the enclave ends with it.
 */
public final class LocalGuest {
  private final NitroSecureModule nsm;
  private final GuestVsock vsock;

  private LocalGuest(NitroSecureModule nsm, GuestVsock vsock) {
    this.nsm = nsm;
    this.vsock = vsock;
  }

  /**
   * Connects to the NSM; the vsock device is bound with its first listener.
   *
   * @param nsmSocket what the hypervisor put for {@link EnclaveSpec#NSM}
   * @param vsockSocket what it put for {@link EnclaveSpec#VSOCK}
   * @param standardInput this process's, of which nothing was read yet
   * @param whenHostIsGone runs once, on a thread of its own; it should end the process
   * @throws IOException if this process was not started by a hypervisor that is still there
   */
  public static LocalGuest boot(
      Path nsmSocket, Path vsockSocket, InputStream standardInput, Runnable whenHostIsGone)
      throws IOException {
    byte[] token = standardInput.readNBytes(NsmWire.TOKEN_LENGTH);
    if (token.length < NsmWire.TOKEN_LENGTH) {
      throw new EOFException(
          "standard input holds no token: a local enclave is started by the local hypervisor");
    }
    NitroSecureModule nsm = new NsmClient(SocketNsmTransport.connect(nsmSocket, token));
    Arrays.fill(token, (byte) 0);
    watch(standardInput, whenHostIsGone);
    return new LocalGuest(nsm, GuestVsock.at(vsockSocket));
  }

  private static void watch(InputStream lifeline, Runnable whenHostIsGone) {
    Thread thread =
        new Thread(
            () -> {
              waitForEnd(lifeline);
              whenHostIsGone.run();
            },
            "lifeline");
    thread.setDaemon(true);
    thread.start();
  }

  private static void waitForEnd(InputStream lifeline) {
    try {
      while (lifeline.read() >= 0) {
        // Nothing is ever sent after the token.
      }
    } catch (IOException e) {
      // A broken lifeline is an ended one.
    }
  }

  /** The NSM of this enclave. */
  public NitroSecureModule nsm() {
    return nsm;
  }

  /** The vsock device of this enclave. */
  public GuestVsock vsock() {
    return vsock;
  }
}
