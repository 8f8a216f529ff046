package dev.sealedbid.nitro.vsock;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the text forms of {@link VsockAddress} and holds their rules. */
final class VsockAddressText {

  private static final String VSOCK = "vsock:";
  private static final String UNIX = "unix:";
  private static final String TCP = "tcp:";
  private static final long MAX_CID = 0xFFFF_FFFEL;
  private static final int MAX_SHOWN = 80;

  private VsockAddressText() {}

  static VsockAddress parse(String text) {
    if (text.length() > VsockAddress.MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException(
          "an address has at most "
              + VsockAddress.MAX_TEXT_LENGTH
              + " characters, and this one has "
              + text.length());
    }
    if (text.startsWith(VSOCK)) {
      return vsock(text);
    }
    if (text.startsWith(UNIX)) {
      return hybrid(text);
    }
    if (text.startsWith(TCP)) {
      return tcp(text);
    }
    throw malformed(text, "it starts with none of vsock:, unix:, tcp:");
  }

  private static Vsock vsock(String text) {
    int colon = lastColon(text, VSOCK, "vsock:CID:PORT, for example vsock:16:5005");
    String cid = text.substring(VSOCK.length(), colon);
    int number =
        cid.equals("any")
            ? Vsock.ANY_CID
            : (int) number(text, "CID", cid, 0, MAX_CID, "a number below 4294967295, or any");
    return new Vsock(number, vsockPort(text, text.substring(colon + 1)));
  }

  private static HybridVsock hybrid(String text) {
    int colon = lastColon(text, UNIX, "unix:PATH:PORT, for example unix:/run/enclave.vsock:5005");
    int port = vsockPort(text, text.substring(colon + 1));
    try {
      return new HybridVsock(Path.of(text.substring(UNIX.length(), colon)), port);
    } catch (InvalidPathException e) {
      throw malformed(text, "its path isn't one that this system can have");
    } catch (IllegalArgumentException e) {
      throw malformed(text, String.valueOf(e.getMessage()));
    }
  }

  private static TcpAddress tcp(String text) {
    String form = "tcp:HOST:PORT, for example tcp:127.0.0.1:5005";
    int colon = lastColon(text, TCP, form);
    String host = text.substring(TCP.length(), colon);
    int port = (int) number(text, "port", text.substring(colon + 1), 0, 65_535, "0 to 65535");
    if (host.startsWith("[") != host.endsWith("]")
        || host.startsWith("[") == host.indexOf(':') < 0) {
      throw malformed(text, "the form is " + form + ", and an IPv6 address stands in brackets");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return new TcpAddress(bare, port);
    } catch (IllegalArgumentException e) {
      throw malformed(text, String.valueOf(e.getMessage()));
    }
  }

  private static int lastColon(String text, String scheme, String form) {
    int colon = text.lastIndexOf(':');
    if (colon < scheme.length()) {
      throw malformed(text, "the form is " + form);
    }
    return colon;
  }

  private static int vsockPort(String text, String digits) {
    return (int) number(text, "port", digits, 1, Integer.MAX_VALUE, "1 to 2147483647");
  }

  private static long number(
      String text, String what, String digits, long least, long most, String range) {
    boolean canonical =
        !digits.isEmpty()
            && digits.length() <= 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    long value = canonical ? Long.parseLong(digits) : -1;
    if (value < least || value > most) {
      throw malformed(text, "its " + what + " isn't " + range);
    }
    return value;
  }

  static void requireVsockPort(int port) {
    if (port < 1) {
      throw new IllegalArgumentException("a vsock port is 1 to 2147483647, not " + port);
    }
  }

  static void requireTcpPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a TCP port is 0 to 65535, not " + port);
    }
  }

  static void requireLoopback(String host) {
    boolean named = host.equals("localhost") || host.equals("::1");
    byte @Nullable [] address = named ? null : dottedOrNull(host);
    if (!named && (address == null || address[0] != 127)) {
      throw new IllegalArgumentException(
          "TCP is for this machine's loopback only: the host is localhost, 127.x.y.z or [::1]");
    }
  }

  /** The four bytes of a dotted address that {@link #requireLoopback} has accepted. */
  static byte[] dotted(String host) {
    byte[] address = dottedOrNull(host);
    if (address == null) {
      throw new IllegalArgumentException("not a dotted IPv4 address");
    }
    return address;
  }

  private static byte @Nullable [] dottedOrNull(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      address[i] = (byte) Integer.parseInt(parts[i]);
    }
    return address;
  }

  private static IllegalArgumentException malformed(String text, String why) {
    String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    return new IllegalArgumentException("\"" + shown + "\" is not an address: " + why);
  }
}
