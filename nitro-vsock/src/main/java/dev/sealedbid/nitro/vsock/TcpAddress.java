package dev.sealedbid.nitro.vsock;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A TCP address on this machine's loopback, for development. Nothing is ever looked up in DNS.
 *
 * @param host {@code localhost}, a dotted address in 127.0.0.0/8, or {@code ::1}
 * @param port 0 to 65535; 0 only for listening, on any free port
 */
public record TcpAddress(String host, int port) implements VsockAddress {

  /**
   * Checks host and port.
   *
   * @throws IllegalArgumentException if the host isn't a loopback address or the port is out of
   *     range
   */
  public TcpAddress {
    VsockAddressText.requireLoopback(host);
    VsockAddressText.requireTcpPort(port);
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(inetAddress(), port);
  }

  private InetAddress inetAddress() {
    try {
      return switch (host) {
        case "localhost" -> InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1});
        case "::1" -> InetAddress.getByAddress(host, ipv6Loopback());
        default -> InetAddress.getByAddress(host, VsockAddressText.dotted(host));
      };
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes is always an address", e);
    }
  }

  private static byte[] ipv6Loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    return address;
  }

  @Override
  public String toString() {
    return "tcp:" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
