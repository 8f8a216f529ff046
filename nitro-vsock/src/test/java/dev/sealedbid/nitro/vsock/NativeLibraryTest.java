package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The native library")
@Timeout(120)
class NativeLibraryTest {

  @TempDir Path folder;

  /**
   * What the other process does: a connection over a Unix socket, in the folder that it is given.
   */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws IOException {
      try (SocketPair pair = SocketPair.open(Path.of(arguments[0]))) {
        Socket client = pair.client();
        client.getOutputStream().write('k');
        System.out.println("read " + (char) pair.server().getInputStream().read());
      }
    }
  }

  @Test
  void is_taken_from_the_named_folder_and_nothing_is_unpacked() throws Exception {
    Path library = Files.createDirectory(folder.resolve("lib"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path home = Files.createDirectory(folder.resolve("home"));
    copyLibrary(library.resolve("libjnidispatch.so"));
    List<String> flags =
        List.of(
            "-Djna.boot.library.path=" + library,
            "-Djna.nounpack=true",
            "-Djava.io.tmpdir=" + temporary,
            "-Duser.home=" + home,
            "-XX:-UsePerfData");
    assertThat(run(flags)).isEqualTo("read k\n");
    try (Stream<Path> inTemporary = Files.walk(temporary);
        Stream<Path> inHome = Files.walk(home)) {
      assertThat(Stream.concat(inTemporary, inHome).filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static void copyLibrary(Path target) throws IOException {
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/libjnidispatch.so";
    try (InputStream library = Native.class.getResourceAsStream(resource)) {
      assertThat(library).as("this platform's library in JNA's jar").isNotNull();
      Files.copy(library, target);
    }
  }

  private String run(List<String> flags) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(flags);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            folder.toString()));
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
