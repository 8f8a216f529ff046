package dev.sealedbid.nitro.nsm;

/**
 * The Nitro Secure Module of the enclave that this process runs in: {@code /dev/nsm}.
 *
 * <p>There is no option to it. What isn't in an enclave (tests, a local hypervisor's guest) uses
 * {@link NsmClient} over a transport of its own.
 */
public final class DevNsm {

  private static final String PATH = "/dev/nsm";

  private DevNsm() {}

  /**
   * Opens the device, once for the life of the program. The result is safe for use by several
   * threads; calls follow one another, as the driver has it.
   *
   * @throws NsmException if there is no such device: the message says what that means
   */
  public static NitroSecureModule open() throws NsmException {
    return new NsmClient(new DevNsmTransport(LinuxNsmDevice.open(PATH)));
  }
}
