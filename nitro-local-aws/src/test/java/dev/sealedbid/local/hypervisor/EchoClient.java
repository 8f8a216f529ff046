package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.vsock.HybridVsock;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks an {@link EchoEnclave} from the host's side. */
public final class EchoClient {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private EchoClient() {}

  static String ask(LocalEnclave enclave, String line) throws IOException {
    return ask(enclave.vsock(), enclave.log(), line);
  }

  public static String ask(Path vsock, Path log, String line) throws IOException {
    await(() -> listens(vsock), () -> "the enclave doesn't listen: " + read(log));
    try (Socket socket = connect(vsock);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  private static Socket connect(Path vsock) throws IOException {
    return VsockSockets.connect(new HybridVsock(vsock, EchoEnclave.PORT), Duration.ofSeconds(10));
  }

  private static boolean listens(Path vsock) {
    try (Socket socket = connect(vsock)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static byte[] attest(LocalEnclave enclave, String nonce) throws IOException {
    return HexFormat.of().parseHex(ask(enclave, "attest " + nonce));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void await(BooleanSupplier condition, Supplier<String> complaint) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(complaint.get());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
