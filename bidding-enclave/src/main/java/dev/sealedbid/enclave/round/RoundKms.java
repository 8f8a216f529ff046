package dev.sealedbid.enclave.round;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.nitro.kms.AttestedKmsClient;
import dev.sealedbid.nitro.kms.RecipientAttestation;
import dev.sealedbid.nitro.kms.RecipientKey;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * KMS for one round: one recipient key born for it, one client for each Region, one set of
 * credentials. Closing it ends all of them.
 */
public final class RoundKms implements AutoCloseable {
  private final Map<String, RegionalKms> regions;
  private final RoundCredentials credentials;
  private final RecipientKey key;
  private final RecipientAttestation attestation;
  private final Map<String, KmsClient> clients = new HashMap<>();
  private boolean closed;

  public RoundKms(
      Map<String, RegionalKms> regions,
      Credentials credentials,
      RecipientKey key,
      RecipientAttestation attestation) {
    this.regions = regions;
    this.credentials = new RoundCredentials(credentials);
    this.key = key;
    this.attestation = attestation;
  }

  /**
   * A client that decrypts under this key and no other, at the endpoint of the key's Region.
   *
   * @param throttled called each time that this Region's KMS throttles an attempt; the first one of
   *     a Region stays
   */
  KmsClient attested(String keyArn, Runnable throttled) {
    KmsClient regional = client(KeyArn.parse(keyArn).region(), throttled);
    return new AttestedKmsClient(regional, attestation, keyArn);
  }

  private synchronized KmsClient client(String region, Runnable throttled) {
    if (closed) {
      throw new IllegalStateException("the round has ended");
    }
    return clients.computeIfAbsent(region, name -> connect(name, throttled));
  }

  private KmsClient connect(String region, Runnable throttled) {
    RegionalKms kms = regions.get(region);
    if (kms == null) {
      throw new IllegalStateException("the Region was checked when the session was opened");
    }
    return kms.client(credentials, throttled);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      clients.values().forEach(KmsClient::close);
      key.close();
    }
  }
}
