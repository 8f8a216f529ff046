package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.net.Socket;

/** Opens connections to one place: the egress proxy at the parent. */
@FunctionalInterface
public interface SocketConnector {

  /**
   * Opens a new, connected stream socket. The caller closes it.
   *
   * @throws IOException if it can't, or not within the connector's own time limit
   */
  Socket connect() throws IOException;
}
