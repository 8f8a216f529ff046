package dev.sealedbid.nitro.vsock;

import java.net.SocketAddress;

/** What a socket without an IP address says of where it is; for people to read. */
final class FdSocketAddress extends SocketAddress {

  private static final long serialVersionUID = 1L;

  private final String text;

  FdSocketAddress(String text) {
    this.text = text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FdSocketAddress that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
