package dev.sealedbid.parent.storage;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** S3 clients by Region, with deadlines. */
public final class S3Clients implements AutoCloseable {
  // Terms name the Regions: a bound, so that terms can't make us hold ever more clients.
  private static final int MAX_REGIONS = 64;
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}");
  private static final String OWN = "";

  private final Supplier<S3ClientBuilder> builders;
  private final Map<String, S3Client> clients = new ConcurrentHashMap<>();

  /** Clients made by these builders, which say where credentials and endpoints come from. */
  public S3Clients(Supplier<S3ClientBuilder> builders) {
    this.builders = builders;
  }

  /** The client of the auctioneer's own Region. */
  public S3Client own() {
    return clients.computeIfAbsent(OWN, region -> builder().build());
  }

  /** The client of the named Region. */
  public S3Client of(String region) {
    if (!REGION.matcher(region).matches() || clients.size() > MAX_REGIONS) {
      throw ProblemException.of(
          ParentCode.OBJECT_FORBIDDEN, "The terms name the Region \"" + region + "\".");
    }
    return clients.computeIfAbsent(region, name -> builder().region(Region.of(name)).build());
  }

  private S3ClientBuilder builder() {
    return builders
        .get()
        .overrideConfiguration(
            override ->
                override
                    .apiCallTimeout(Duration.ofSeconds(30))
                    .apiCallAttemptTimeout(Duration.ofSeconds(10)));
  }

  @Override
  public void close() {
    clients.values().forEach(S3Client::close);
    clients.clear();
  }
}
