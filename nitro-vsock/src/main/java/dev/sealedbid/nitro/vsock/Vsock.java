package dev.sealedbid.nitro.vsock;

/**
 * An {@code AF_VSOCK} address (vsock(7)).
 *
 * @param cid the context identifier, an unsigned 32-bit number; {@link #ANY_CID} to listen on all
 * @param port 1 to 2^31-1
 */
public record Vsock(int cid, int port) implements VsockAddress {

  /** {@code VMADDR_CID_ANY}: every CID of this machine. Only for listening. */
  public static final int ANY_CID = -1;

  /** {@code VMADDR_CID_LOCAL}: this machine, where the kernel has vsock_loopback. */
  public static final int LOCAL_CID = 1;

  /** {@code VMADDR_CID_HOST}: the host of a virtual machine. */
  public static final int HOST_CID = 2;

  /** The CID of a Nitro Enclave's parent instance, as seen from the enclave. */
  public static final int NITRO_PARENT_CID = 3;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if the port isn't positive
   */
  public Vsock {
    VsockAddressText.requireVsockPort(port);
  }

  @Override
  public String toString() {
    return "vsock:" + (cid == ANY_CID ? "any" : Integer.toUnsignedString(cid)) + ":" + port;
  }
}
