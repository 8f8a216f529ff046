package dev.sealedbid.nitro.vsock;

/**
 * Where one end of a stream between an enclave and its parent is.
 *
 * <table>
 * <caption>Text forms</caption>
 * <tr><th>text</th><th>meaning</th></tr>
 * <tr><td>{@code vsock:CID:PORT}</td><td>{@code AF_VSOCK}; CID is a decimal number below 2^32-1, or
 * {@code any} to listen on every CID that this machine has</td></tr>
 * <tr><td>{@code unix:PATH:PORT}</td><td>hybrid vsock, the host's side: connecting goes to the Unix
 * socket PATH and asks for {@code CONNECT PORT}; listening binds {@code PATH_PORT}</td></tr>
 * <tr><td>{@code tcp:HOST:PORT}</td><td>TCP on this machine's loopback; HOST is {@code localhost}, an
 * address in 127.0.0.0/8 or {@code [::1]}; port 0 listens on any free port</td></tr>
 * </table>
 *
 * <p>Numbers are decimal without sign or leading zeros. Vsock ports are 1 to 2^31-1. {@code
 * toString()} gives the text form, and parsing that gives an equal address.
 */
public sealed interface VsockAddress permits Vsock, HybridVsock, TcpAddress {

  /** The longest text that {@link #parse} reads, in characters. */
  int MAX_TEXT_LENGTH = 512;

  /** The port; 0 only on a {@link TcpAddress} that is to be listened on. */
  int port();

  /**
   * Reads one of the three text forms.
   *
   * @throws IllegalArgumentException if the text is none of them; the message says what is wrong
   *     and shows the right form
   */
  static VsockAddress parse(String text) {
    return VsockAddressText.parse(text);
  }
}
