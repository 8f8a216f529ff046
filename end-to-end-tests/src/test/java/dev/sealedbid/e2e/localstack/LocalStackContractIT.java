package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** The contract on LocalStack. */
@OnLocalStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("LocalStack answers as AWS does, or as the table of differences says")
class LocalStackContractIT {
  private ContractPlace place;
  private DifferencesTable table;

  @BeforeAll
  void start(LocalStack localStack) throws IOException {
    table = DifferencesTable.read();
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    place =
        new OnIt(localStack, new LocalHypervisor(NitroPki.create(clock, random), clock, random));
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
    String expected = table.row(one.id()).map(DifferencesTable.Row::localStack).orElse(one.aws());
    assertThat(one.answer(place)).isEqualTo(expected);
  }

  private record OnIt(LocalStack localStack, LocalHypervisor hypervisor) implements ContractPlace {
    @Override
    public KmsClient kms(String account, String region) {
      return localStack.as(account).build(KmsClient.builder(), region);
    }

    @Override
    public S3Client s3(String account) {
      return localStack.as(account).build(S3Client.builder(), REGION);
    }

    @Override
    public StsClient sts(String account) {
      return localStack.as(account).build(StsClient.builder(), REGION);
    }

    @Override
    public void makeBucket(String account, String name) {
      try (S3Client s3 = s3(account)) {
        s3.createBucket(
            make ->
                make.bucket(name)
                    .createBucketConfiguration(where -> where.locationConstraint(REGION)));
      }
    }

    @Override
    public byte[] document(AttestationRequest request) {
      return hypervisor.signDocument(SomePcrs.of(1), request);
    }

    @Override
    public void close() {
      hypervisor.close();
    }
  }
}
