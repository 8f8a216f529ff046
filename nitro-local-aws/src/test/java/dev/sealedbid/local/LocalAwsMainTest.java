package dev.sealedbid.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.local.hypervisor.EchoClient;
import dev.sealedbid.local.hypervisor.EnclaveFiles;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class LocalAwsMainTest {
  private static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-parent";
  private static final String EC2_TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path", ""),
                LocalAwsMain.class.getName(),
                "--state",
                folder.resolve("state").toString()));
    line.addAll(List.of(more));
    Process process =
        new ProcessBuilder(line).redirectError(folder.resolve("stderr").toFile()).start();
    processes.add(process);
    return process;
  }

  private LocalAwsAddresses ready(Process process) throws IOException {
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError(Files.readString(folder.resolve("stderr")));
    }
    return LocalAwsAddresses.parse(line);
  }

  private static S3Client s3(LocalAwsAddresses addresses, AwsCredentials credentials) {
    return S3Client.builder()
        .endpointOverride(addresses.s3())
        .region(Region.EU_WEST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  @Test
  void servesAndEndsWithItsStandardInput() throws Exception {
    Process process = start();
    LocalAwsAddresses addresses = ready(process);
    LocalAwsClient aws = LocalAwsClient.of(addresses);
    EnclaveSpec spec = EnclaveFiles.spec(folder);

    AccessKey key = aws.createUser("111111111101", "buyer", LocalIam.ADMINISTRATOR_ACCESS);
    aws.createRole(ROLE, EC2_TRUST, Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    aws.createBucket("111111111101", "bids");
    aws.createVersionedBucket("999999999999", "auctions");
    AwsCredentials basic = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    try (S3Client s3 = s3(addresses, basic)) {
      s3.putObject(r -> r.bucket("bids").key("k"), RequestBody.fromString("v"));
      assertThat(s3.getObjectAsBytes(r -> r.bucket("bids").key("k")).asUtf8String()).isEqualTo("v");
    }
    SessionCredentials session = aws.instanceCredentials(ROLE, "i-0123456789abcdef0");
    AwsCredentials temporary =
        AwsSessionCredentials.create(
            session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    try (S3Client s3 = s3(addresses, temporary)) {
      assertThat(
              s3.putObject(r -> r.bucket("auctions").key("k"), RequestBody.fromString("v"))
                  .versionId())
          .isNotNull();
    }

    Pcrs measured = aws.measure(spec);
    LaunchedEnclave enclave = aws.launchEnclave(spec);
    assertThat(enclave.measurements()).isEqualTo(measured);
    assertThat(EchoClient.ask(enclave.vsock(), enclave.log(), "settings"))
        .isEqualTo("{\"version\":1}");
    byte[] document = aws.signDocument(measured, AttestationRequest.ofUserData(new byte[3]));
    TrustedRoot root =
        TrustedRoot.ofCertificatePem(Files.readString(Path.of(addresses.nitroRoot())));
    assertThat(new AttestationVerifier(root).verifyArchived(document).document().pcrs())
        .isEqualTo(measured);
    LaunchedEnclave second = aws.launchEnclave(spec);
    aws.killEnclave(second.cid());
    assertThat(second.process().map(ProcessHandle::isAlive).orElse(false)).isFalse();

    process.getOutputStream().close();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(enclave.process().map(ProcessHandle::isAlive).orElse(false)).isFalse();
    assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
  }

  @Test
  void enclavesEndEvenIfItIsKilled() throws Exception {
    Process process = start();
    LaunchedEnclave enclave =
        LocalAwsClient.of(ready(process)).launchEnclave(EnclaveFiles.spec(folder));
    EchoClient.ask(enclave.vsock(), enclave.log(), "settings");
    ProcessHandle handle = enclave.process().orElseThrow();

    process.destroyForcibly();

    handle.onExit().get(20, TimeUnit.SECONDS);
  }

  @Nested
  class Refusals {
    @Test
    void takenPortIsSaidAndNothingIsLeft() throws Exception {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Process process = start("--s3-port", Integer.toString(taken.getLocalPort()));

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("stderr")))
            .contains("couldn't start S3 on port " + taken.getLocalPort())
            .contains("choose other ports");
      }
    }

    @Test
    void controlNeedsTheTokenAndGivesReasons() throws Exception {
      LocalAwsAddresses addresses = ready(start());
      LocalAwsClient aws = LocalAwsClient.of(addresses);
      aws.createBucket("111111111101", "bids");
      assertThatThrownBy(() -> aws.createBucket("111111111102", "bids"))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining("createBucket")
          .hasMessageContaining("the bucket name bids is taken");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(addresses.control() + "/createBucket"))
              .header("Authorization", "Bearer guess")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      HttpClient http = HttpClient.newHttpClient();

      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(401);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(addresses.controlTokenFile())))
          .isEqualTo("rw-------");
    }

    @Test
    void wrongArguments() {
      assertThatThrownBy(() -> LocalAwsOptions.parse(new String[] {}))
          .hasMessageContaining("--state is missing");
      assertThatThrownBy(() -> LocalAwsOptions.parse(new String[] {"--state"}))
          .hasMessageContaining("--state needs a value");
      assertThatThrownBy(() -> LocalAwsOptions.parse(new String[] {"--s3-port", "70000"}))
          .hasMessageContaining("not 70000");
      assertThatThrownBy(() -> LocalAwsOptions.parse(new String[] {"--verbose", "1"}))
          .hasMessageContaining("unknown option --verbose");
    }
  }
}
