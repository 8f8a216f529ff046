package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.vsock.VsockListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A tiny enclave: answers a line with a line. */
final class EchoEnclave {
  static final int PORT = 5005;

  private EchoEnclave() {}

  public static void main(String[] args) throws IOException {
    LocalGuest guest =
        LocalGuest.boot(
            Path.of(args[0]), Path.of(args[1]), System.in, () -> Runtime.getRuntime().halt(0));
    System.out.println("booted");
    try (VsockListener listener = guest.vsock().listen(PORT)) {
      while (true) {
        try (Socket socket = listener.accept().socket()) {
          serve(guest, socket, Path.of(args[2]));
        }
      }
    }
  }

  private static void serve(LocalGuest guest, Socket socket, Path settings) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer = answer(guest, line, settings) + "\n";
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String answer(LocalGuest guest, String line, Path settings) throws IOException {
    String[] words = line.split(" ", 2);
    try {
      return switch (words[0]) {
        case "attest" ->
            HexFormat.of()
                .formatHex(
                    guest
                        .nsm()
                        .attest(
                            AttestationRequest.empty()
                                .withNonce(words[1].getBytes(StandardCharsets.US_ASCII))));
        case "environment" -> String.join(",", System.getenv().keySet());
        case "settings" -> Files.readString(settings).strip();
        case "classpath" -> System.getProperty("java.class.path", "");
        default -> "unknown";
      };
    } catch (NsmException e) {
      return "refused";
    }
  }
}
