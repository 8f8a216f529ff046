package dev.sealedbid.e2e.localstack;

import dev.sealedbid.local.pki.LocalCa;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A LocalStack that answers: HTTPS with a certificate of a local CA, S3, KMS and STS at one
 * address. Shared by all tests of a run, which therefore use accounts or names of their own.
 */
public final class LocalStack implements AutoCloseable {
  /** The Regions that tests use; LocalStack serves all. */
  public static final List<String> REGIONS = List.of("eu-west-1", "us-east-1", "ap-southeast-2");

  private final URI endpoint;
  private final LocalCa ca;
  private final Closeable running;

  LocalStack(URI endpoint, LocalCa ca, Closeable running) {
    this.endpoint = endpoint;
    this.ca = ca;
    this.running = running;
  }

  /** {@code https://127.0.0.1:PORT}. */
  public URI endpoint() {
    return endpoint;
  }

  /** Vouches for {@link #endpoint}. */
  public LocalCa ca() {
    return ca;
  }

  /** The SDK's clients as an account's administrator: LocalStack takes it from the key's id. */
  AwsClientsAt as(String account) {
    return new AwsClientsAt(endpoint, ca.trustStore(), account, "any");
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
