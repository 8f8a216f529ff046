package dev.sealedbid.local.s3;

import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SigV4Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * The local S3 of all accounts, on plain HTTP with path-style addresses. What it enforces and what
 * not is listed at the package. Thread-safe.
 */
public final class LocalS3 implements AutoCloseable {
  private static final int THREADS = 32;
  private static final int BACKLOG = 256;

  private final HttpServer server;
  private final ExecutorService threads;
  private final S3Proxy proxy;
  private final BlobStore store;
  private final Buckets buckets;

  private LocalS3(
      HttpServer server, ExecutorService threads, S3Proxy proxy, BlobStore store, Buckets buckets) {
    this.server = server;
    this.threads = threads;
    this.proxy = proxy;
    this.store = store;
    this.buckets = buckets;
  }

  /**
   * Starts serving.
   *
   * @param address a loopback address; port 0 takes a free one
   * @throws java.net.BindException if the port is taken
   * @throws IOException if it can't be bound otherwise
   */
  public static LocalS3 start(InetSocketAddress address, LocalIam iam, InstantSource clock)
      throws IOException {
    // First the port that was asked for: if it is taken, nothing else has been started.
    HttpServer server = HttpServer.create(address, BACKLOG);
    Permits permits = new Permits();
    BlobStore store = new TransientNio2BlobStore();
    try {
      S3Proxy proxy = startProxy(iam, permits, store);
      Buckets buckets = new Buckets();
      server.createContext(
          "/",
          new S3Front(
              new SigV4Verifier(iam, clock),
              buckets,
              new S3Authorizer(buckets, clock),
              permits,
              new S3Backend(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getPort()))));
      ExecutorService threads =
          Executors.newFixedThreadPool(
              THREADS,
              work -> {
                Thread thread = new Thread(work, "s3-front");
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(threads);
      server.start();
      return new LocalS3(server, threads, proxy, store, buckets);
    } catch (IOException | RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  private static S3Proxy startProxy(LocalIam iam, Permits permits, BlobStore store)
      throws IOException {
    byte[] unused = new byte[32];
    new SecureRandom().nextBytes(unused);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(
                AuthenticationType.AWS_V4, "nobody", HexFormat.of().formatHex(unused))
            .ignoreUnknownHeaders(true)
            .build();
    proxy.setBlobStoreLocator(
        (accessKeyId, bucket, key) ->
            bucket != null && permits.isOpen(accessKeyId, bucket)
                ? iam.secretAccessKey(accessKeyId)
                    .map(secret -> new AccessGrant(secret, store))
                    .orElse(null)
                : null);
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IOException("S3Proxy doesn't start", e);
    }
    return proxy;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int backendPort() {
    return proxy.getPort();
  }

  /**
   * Makes a bucket, past all policies.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public void createBucket(String accountId, String bucket) {
    if (!buckets.claim(bucket, accountId)) {
      throw new IllegalArgumentException("the bucket name " + bucket + " is taken");
    }
    try {
      store.createContainer(bucket);
    } catch (RuntimeException e) {
      buckets.forget(bucket);
      throw e;
    }
  }

  /** Turns a bucket's versioning on. */
  public void enableVersioning(String bucket) {
    store.putBucketVersioning(bucket, BucketVersioningStatus.ENABLED);
  }

  /**
   * Puts a bucket policy, past all policies.
   *
   * @throws IllegalArgumentException if there is no such bucket or the policy is malformed
   */
  public void putBucketPolicy(String bucket, String policyJson) {
    try {
      buckets.putPolicy(bucket, policyJson);
    } catch (S3Error e) {
      throw new IllegalArgumentException(bucket + ": " + e.getMessage(), e);
    }
  }

  /** The account that owns the bucket. */
  public Optional<String> bucketOwner(String bucket) {
    return buckets.find(bucket).map(Buckets.Bucket::owner);
  }

  /** Stops serving; the objects are gone. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      proxy.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy doesn't stop", e);
    }
  }
}
