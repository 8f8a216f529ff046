package dev.sealedbid.buyer.command;

import dev.sealedbid.buyer.aws.AwsClientSource;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What commands need of the world besides their terminal. One of these serves any number of
 * commands at a time, which then share connections.
 *
 * @param aws AWS's clients
 * @param http for the parent; see {@link dev.sealedbid.cli.ParentClient#httpClient()}; made where
 *     it is used
 * @param clock this machine's clock; it is compared with the enclave's attested time
 * @param random nonces
 * @param pause how to wait
 */
public record BuyerServices(
    AwsClientSource aws,
    Supplier<HttpClient> http,
    InstantSource clock,
    SecureRandom random,
    Pause pause) {
  /** All are needed. */
  public BuyerServices {
    Objects.requireNonNull(aws);
    Objects.requireNonNull(http);
    Objects.requireNonNull(clock);
    Objects.requireNonNull(random);
    Objects.requireNonNull(pause);
  }

  /** The machine's clock and randomness. */
  public static BuyerServices ofMachine(AwsClientSource aws, Supplier<HttpClient> http) {
    return new BuyerServices(
        aws, http, InstantSource.system(), new SecureRandom(), Pause.ofThread());
  }
}
