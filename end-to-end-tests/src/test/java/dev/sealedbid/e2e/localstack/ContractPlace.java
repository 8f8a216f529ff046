package dev.sealedbid.e2e.localstack;

import dev.sealedbid.nitro.nsm.AttestationRequest;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** Where the contract's calls go: two accounts, each with a principal that may do everything. */
interface ContractPlace extends AutoCloseable {
  String OWNER = "111111119911";
  String STRANGER = "111111119922";
  String REGION = "eu-west-1";

  KmsClient kms(String account, String region);

  S3Client s3(String account);

  StsClient sts(String account);

  /** Makes a bucket of that account. */
  void makeBucket(String account, String name);

  /** An attestation document that the place's KMS should believe. */
  byte[] document(AttestationRequest request);

  @Override
  void close();
}
