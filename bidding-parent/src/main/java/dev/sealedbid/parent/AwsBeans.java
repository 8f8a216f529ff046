package dev.sealedbid.parent;

import dev.sealedbid.parent.credentials.DecryptCredentials;
import dev.sealedbid.parent.credentials.StsDecryptCredentials;
import dev.sealedbid.parent.settings.ParentSettings;
import dev.sealedbid.parent.storage.BuyerBuckets;
import dev.sealedbid.parent.storage.ObjectStore;
import dev.sealedbid.parent.storage.S3BuyerBuckets;
import dev.sealedbid.parent.storage.S3Clients;
import dev.sealedbid.parent.storage.S3ObjectStore;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The ports to AWS. Credentials, endpoints and Region come from the SDK's own chain; clients are
 * made when first needed, so that the parent starts without waiting.
 */
@Configuration(proxyBeanMethods = false)
public class AwsBeans {

  @Bean
  S3Clients s3Clients() {
    return new S3Clients(S3Client::builder);
  }

  @Bean
  ObjectStore objectStore(S3Clients clients, ParentSettings settings) {
    return new S3ObjectStore(clients::own, settings.bucket());
  }

  @Bean
  BuyerBuckets buyerBuckets(S3Clients clients) {
    return new S3BuyerBuckets(clients);
  }

  @Bean
  DecryptCredentials decryptCredentials(ParentSettings settings) {
    return new StsDecryptCredentials(
        SingletonSupplier.of(AwsBeans::stsClient), settings.decryptRole());
  }

  private static StsClient stsClient() {
    return StsClient.builder()
        .overrideConfiguration(
            override ->
                override
                    .apiCallTimeout(Duration.ofSeconds(20))
                    .apiCallAttemptTimeout(Duration.ofSeconds(8)))
        .build();
  }
}
