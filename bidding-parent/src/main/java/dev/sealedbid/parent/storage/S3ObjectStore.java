package dev.sealedbid.parent.storage;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The auctioneer's bucket in S3, written with {@code If-None-Match: *} only
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
public final class S3ObjectStore implements ObjectStore {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int WRITE_ATTEMPTS = 3;

  /** For the longest receipt over a slow link. */
  private static final Duration LONG_WRITE = Duration.ofMinutes(2);

  private final Supplier<S3Client> s3;
  private final String bucket;

  /**
   * A store in one bucket.
   *
   * @param s3 the client of the auctioneer's Region, made when first needed
   */
  public S3ObjectStore(Supplier<S3Client> s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  @Override
  public Optional<byte[]> get(String key, int maxLength) {
    try (ResponseInputStream<GetObjectResponse> object =
        s3.get().getObject(request -> request.bucket(bucket).key(key))) {
      return Optional.of(read(object, key, maxLength));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException | IOException e) {
      throw unavailable("read", e);
    }
  }

  @Override
  public Optional<StoredObject> open(String key) {
    try {
      ResponseInputStream<GetObjectResponse> object =
          s3.get().getObject(request -> request.bucket(bucket).key(key));
      return Optional.of(new StoredObject(object, object.response().contentLength()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw unavailable("read", e);
    }
  }

  private static byte[] read(InputStream object, String key, int maxLength) throws IOException {
    byte[] bytes = object.readNBytes(maxLength);
    if (object.read() >= 0) {
      throw ProblemException.of(
          ParentCode.STORAGE_CONFLICT,
          "The object " + key + " is longer than the " + maxLength + " bytes it can have.");
    }
    return bytes;
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    return putIfAbsent(
        request -> request.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
  }

  @Override
  public boolean putIfAbsent(String key, Path file) {
    return putIfAbsent(
        request ->
            request
                .bucket(bucket)
                .key(key)
                .ifNoneMatch("*")
                .overrideConfiguration(
                    override ->
                        override
                            .apiCallTimeout(LONG_WRITE.multipliedBy(WRITE_ATTEMPTS))
                            .apiCallAttemptTimeout(LONG_WRITE)),
        RequestBody.fromFile(file));
  }

  private boolean putIfAbsent(Consumer<PutObjectRequest.Builder> request, RequestBody body) {
    for (int attempt = 1; ; attempt++) {
      try {
        s3.get().putObject(request, body);
        return true;
      } catch (S3Exception e) {
        if (e.statusCode() == PRECONDITION_FAILED) {
          return false;
        }
        // 409: another conditional write of this key was under way; S3 asks to try again.
        if (e.statusCode() != CONFLICT || attempt == WRITE_ATTEMPTS) {
          throw unavailable("written", e);
        }
      } catch (SdkException e) {
        throw unavailable("written", e);
      }
    }
  }

  @Override
  public List<String> keys(String prefix) {
    try {
      return s3
          .get()
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
          .contents()
          .stream()
          .map(S3Object::key)
          .toList();
    } catch (SdkException e) {
      throw unavailable("listed", e);
    }
  }

  @Override
  public List<String> folders(String prefix) {
    try {
      return s3
          .get()
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
          .commonPrefixes()
          .stream()
          .map(CommonPrefix::prefix)
          .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
          .toList();
    } catch (SdkException e) {
      throw unavailable("listed", e);
    }
  }

  private ProblemException unavailable(String what, Exception cause) {
    return ProblemException.of(
        ParentCode.STORAGE_UNAVAILABLE,
        "The bucket " + bucket + " couldn't be " + what + " (" + S3Failure.code(cause) + ").",
        cause);
  }
}
