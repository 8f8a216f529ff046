package dev.sealedbid.local.hypervisor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How NSM messages travel over a Unix socket: after the connection's 32-byte token, each message is
 * a 4-byte big-endian length and that many bytes of CBOR.
 */
final class NsmWire {
  static final int TOKEN_LENGTH = 32;

  private NsmWire() {}

  static void write(DataOutputStream out, byte[] message) throws IOException {
    out.writeInt(message.length);
    out.write(message);
    out.flush();
  }

  static byte[] read(DataInputStream in, int maxLength) throws IOException {
    int length = in.readInt();
    if (length < 1 || length > maxLength) {
      throw new IOException("an NSM message of " + length + " bytes; at most " + maxLength);
    }
    byte[] message = new byte[length];
    in.readFully(message);
    return message;
  }
}
