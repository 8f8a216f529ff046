package dev.sealedbid.e2e;

import dev.sealedbid.demo.attack.HostileEnclave;
import dev.sealedbid.nitro.vsock.VsockListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an auctioneer can put between an enclave and KMS: it is asked for a tunnel, as the parent's
 * proxy is, and does with the connection what it likes.
 */
final class HostileEgress implements HostileEnclave.Egress {
  private static final int MAX_HEAD = 8_192;

  private final URI kms;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Treatment treatment;

  /** What becomes of a connection. */
  @FunctionalInterface
  interface Treatment {
    /** Deals with a tunnel that the enclave believes to lead to KMS. */
    void deal(Socket enclave, HostileEgress egress) throws IOException;
  }

  HostileEgress(URI kms, Treatment first) {
    this.kms = kms;
    this.treatment = first;
  }

  /** From here on connections are dealt with otherwise; those there are end. */
  void become(Treatment next) {
    treatment = next;
    sockets.forEach(HostileEgress::quietly);
  }

  /** As an honest proxy does. */
  static void relay(Socket enclave, HostileEgress egress) throws IOException {
    try (Socket server = egress.connect()) {
      Thread up = daemon(() -> pump(enclave, server));
      up.start();
      pump(server, enclave);
    }
  }

  /** A connection to the real KMS; it ends with this egress. */
  Socket connect() throws IOException {
    Socket server = new Socket(kms.getHost(), kms.getPort());
    server.setTcpNoDelay(true);
    sockets.add(server);
    return server;
  }

  @Override
  public Runnable serve(VsockListener listener) {
    daemon(() -> accept(listener)).start();
    return () -> {
      try {
        listener.close();
      } catch (IOException e) {
        // It is closed, which is what we want.
      }
      sockets.forEach(HostileEgress::quietly);
    };
  }

  private void accept(VsockListener listener) {
    try {
      while (true) {
        Socket enclave = listener.accept().socket();
        sockets.add(enclave);
        daemon(() -> deal(enclave)).start();
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void deal(Socket enclave) {
    Treatment how = treatment;
    try {
      head(enclave.getInputStream());
      OutputStream out = enclave.getOutputStream();
      out.write("HTTP/1.1 200 Connection Established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      how.deal(enclave, this);
    } catch (IOException e) {
      // An attack that the enclave ends ends like this.
    } finally {
      quietly(enclave);
    }
  }

  /** Reads an HTTP head, up to and with its empty line. */
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < MAX_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended");
      }
      head.write(next);
      if (next == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.US_ASCII);
      }
    }
    throw new IOException("no end of the head");
  }

  private static void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      for (Socket socket : Arrays.asList(from, to)) {
        quietly(socket);
      }
    }
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "hostile egress");
    thread.setDaemon(true);
    return thread;
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed or not, nobody reads it any more.
    }
  }
}
