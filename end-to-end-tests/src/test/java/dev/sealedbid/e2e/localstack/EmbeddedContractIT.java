package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** The contract on embedded AWS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Embedded AWS answers as AWS does, or as the table of differences says")
class EmbeddedContractIT {
  private Embedded place;
  private DifferencesTable table;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    table = DifferencesTable.read();
    place = new Embedded(LocalAws.start(LocalAwsConfig.ephemeral(directory)));
  }

  @AfterAll
  void stop() {
    place.close();
  }

  static Stream<Contract.Case> cases() {
    return Contract.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers(Contract.Case one) throws Exception {
    String expected = table.row(one.id()).map(DifferencesTable.Row::embedded).orElse(one.aws());
    assertThat(one.answer(place)).isEqualTo(expected);
  }

  private record Embedded(LocalAws aws, Map<String, AccessKey> keys) implements ContractPlace {
    private static final String EVERYTHING =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}
        """;

    Embedded(LocalAws aws) {
      this(aws, new ConcurrentHashMap<>());
    }

    @Override
    public KmsClient kms(String account, String region) {
      return clients(aws.kmsEndpoint(), account).build(KmsClient.builder(), region);
    }

    @Override
    public S3Client s3(String account) {
      return clients(aws.s3Endpoint(), account).build(S3Client.builder(), REGION);
    }

    @Override
    public StsClient sts(String account) {
      return clients(aws.kmsEndpoint(), account).build(StsClient.builder(), REGION);
    }

    private AwsClientsAt clients(URI endpoint, String account) {
      AccessKey key =
          keys.computeIfAbsent(account, of -> aws.iam().createUser(of, "somebody", EVERYTHING));
      return new AwsClientsAt(
          endpoint, aws.trustStoreInMemory(), key.accessKeyId(), key.secretAccessKey());
    }

    @Override
    public void makeBucket(String account, String name) {
      aws.s3().createBucket(account, name);
    }

    @Override
    public byte[] document(AttestationRequest request) {
      return aws.hypervisor().signDocument(SomePcrs.of(1), request);
    }

    @Override
    public void close() {
      aws.close();
    }
  }
}
