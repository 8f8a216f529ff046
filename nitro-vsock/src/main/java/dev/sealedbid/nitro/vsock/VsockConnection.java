package dev.sealedbid.nitro.vsock;

import java.net.Socket;
import java.util.OptionalInt;

/**
 * A connection that a {@link VsockListener} accepted.
 *
 * @param socket the connected socket; whoever accepted it closes it
 * @param peerCid the peer's CID as the kernel gives it on {@code AF_VSOCK} (read it as unsigned);
 *     empty where the transport has none
 */
public record VsockConnection(Socket socket, OptionalInt peerCid) {}
