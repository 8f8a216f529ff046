package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.NsmRequest;
import dev.sealedbid.nitro.nsm.NsmResponse;
import dev.sealedbid.nitro.nsm.NsmTransport;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The guest's connection to the local hypervisor's NSM. One request at a time; an error ends the
 * connection for good. Thread-safe.
 */
public final class SocketNsmTransport implements NsmTransport {
  private final SocketChannel channel;
  private final DataInputStream in;
  private final DataOutputStream out;

  private SocketNsmTransport(SocketChannel channel) {
    this.channel = channel;
    this.in = new DataInputStream(Channels.newInputStream(channel));
    this.out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), NsmRequest.MAX_LENGTH));
  }

  /**
   * Connects.
   *
   * @param token the 32 bytes that the hypervisor wrote to this process's standard input
   * @throws IOException if nobody listens there
   */
  public static SocketNsmTransport connect(Path socket, byte[] token) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    SocketNsmTransport transport = new SocketNsmTransport(channel);
    transport.out.write(token);
    transport.out.flush();
    return transport;
  }

  @Override
  public synchronized byte[] exchange(byte[] cborRequest) throws IOException {
    if (cborRequest.length > NsmRequest.MAX_LENGTH) {
      throw new IOException("an NSM request has at most " + NsmRequest.MAX_LENGTH + " bytes");
    }
    try {
      NsmWire.write(out, cborRequest);
      return NsmWire.read(in, NsmResponse.MAX_LENGTH);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
