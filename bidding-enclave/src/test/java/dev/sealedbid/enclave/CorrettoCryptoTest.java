package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.sealedbid.enclave.failure.ExitCode;
import dev.sealedbid.nitro.kms.RecipientKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each in a process of its own: the provider is one of the whole JVM. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class CorrettoCryptoTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // folder comes from JUnit
  CorrettoCryptoTest() {}

  @Test
  @DisplayName("RSA-OAEP, P-384 and AES are the provider's; random numbers are the JDK's")
  void installed() throws Exception {
    assertThat(run(List.of()))
        .containsExactly(
            "RSA/ECB/OAEPPadding: AmazonCorrettoCryptoProvider",
            "AES/GCM/NoPadding: AmazonCorrettoCryptoProvider",
            "SHA384withECDSAinP1363Format: AmazonCorrettoCryptoProvider",
            "SecureRandom: SUN",
            "exit 0");
  }

  @Test
  @DisplayName("a library that isn't there: status 19, and nothing is printed")
  void missing() throws Exception {
    assertThat(
            run(
                List.of(
                    "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true",
                    "-Djava.library.path=" + folder)))
        .containsExactly("exit 19");
  }

  @Test
  @DisplayName("a library that isn't one: status 19")
  void broken() throws Exception {
    Files.writeString(folder.resolve("libamazonCorrettoCryptoProvider.so"), "not a library");
    assertThat(
            run(
                List.of(
                    "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true",
                    "-Djava.library.path=" + folder)))
        .endsWith("exit 19");
  }

  private List<String> run(List<String> more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LaunchFlags.shipped());
    command.add("-Dcom.amazon.corretto.crypto.provider.tmpdir=" + folder);
    command.addAll(more);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int exit = process.waitFor();
    List<String> lines = new ArrayList<>(Files.readAllLines(said));
    lines.add("exit " + exit);
    return lines;
  }

  /** Installs the provider as the enclave does, and says who does what. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws Exception {
      if (!CorrettoCrypto.install()) {
        Runtime.getRuntime().halt(ExitCode.CRYPTO.number());
      }
      for (String cipher : List.of("RSA/ECB/OAEPPadding", "AES/GCM/NoPadding")) {
        System.out.println(cipher + ": " + Cipher.getInstance(cipher).getProvider().getName());
      }
      String signature = "SHA384withECDSAinP1363Format";
      System.out.println(
          signature
              + ": "
              + java.security.Signature.getInstance(signature).getProvider().getName());
      System.out.println("SecureRandom: " + new SecureRandom().getProvider().getName());
      RecipientKey.generate(new SecureRandom()).close();
      if (!AmazonCorrettoCryptoProvider.INSTANCE.getSelfTestStatus().name().equals("PASSED")) {
        System.out.println("self tests weren't passed");
      }
    }
  }
}
