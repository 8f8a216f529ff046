package dev.sealedbid.parent.storage;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The buyers' buckets in S3, asked for with ExpectedBucketOwner: a bucket's name alone isn't its
 * owner.
 */
public final class S3BuyerBuckets implements BuyerBuckets {
  private static final int SERVER_ERROR = 500;
  private static final int THROTTLED = 429;
  private static final int NOT_FOUND = 404;
  // A delete marker asked for by its version.
  private static final int METHOD_NOT_ALLOWED = 405;

  private final S3Clients clients;

  /** Fetches with the client of each bucket's Region. */
  public S3BuyerBuckets(S3Clients clients) {
    this.clients = clients;
  }

  @Override
  public byte[] fetch(Buyer buyer, Sha384 sha384, Optional<String> versionId) {
    byte[] sheet = get(buyer, versionId);
    if (!Sha384.of(sheet).equals(sha384)) {
      throw ProblemException.of(
          ParentCode.WRONG_DIGEST,
          where(buyer) + " has another SHA-384 than the submitted " + sha384.hex() + ".");
    }
    return sheet;
  }

  private byte[] get(Buyer buyer, Optional<String> versionId) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(buyer.bucket())
            .key(buyer.objectKey())
            .expectedBucketOwner(buyer.bucketOwner());
    versionId.ifPresent(request::versionId);
    try (ResponseInputStream<GetObjectResponse> object =
        clients.of(buyer.bucketRegion()).getObject(request.build())) {
      return read(buyer, object);
    } catch (S3Exception e) {
      throw refused(buyer, versionId, e);
    } catch (SdkException | IOException e) {
      throw unavailable(buyer, e);
    }
  }

  private static byte[] read(Buyer buyer, ResponseInputStream<GetObjectResponse> object)
      throws IOException {
    int cap = Limits.MAX_CIPHERTEXT_LENGTH;
    Long declared = object.response().contentLength();
    byte[] bytes = declared != null && declared > cap ? null : object.readNBytes(cap + 1);
    if (bytes == null || bytes.length > cap) {
      // Not read to its end: the connection isn't worth what an unbounded object would cost.
      object.abort();
      throw ProblemException.of(
          ParentCode.OBJECT_TOO_LARGE,
          where(buyer) + " is longer than the " + cap + " bytes that a sealed sheet can have.");
    }
    return bytes;
  }

  private static ProblemException refused(
      Buyer buyer, Optional<String> versionId, S3Exception answer) {
    String code = S3Failure.code(answer);
    if (answer.statusCode() >= SERVER_ERROR || answer.statusCode() == THROTTLED) {
      return unavailable(buyer, answer);
    }
    boolean noBucket = answer instanceof NoSuchBucketException || code.equals("NoSuchBucket");
    boolean missing =
        answer.statusCode() == NOT_FOUND
            || answer.statusCode() == METHOD_NOT_ALLOWED
            || (versionId.isPresent() && code.equals("InvalidArgument"));
    if (missing && !noBucket) {
      String version = versionId.isPresent() ? " in the named version" : "";
      return ProblemException.of(
          ParentCode.OBJECT_NOT_FOUND, where(buyer) + " doesn't exist" + version + ".", answer);
    }
    return ProblemException.of(
        ParentCode.OBJECT_FORBIDDEN,
        where(buyer) + " may not be read: S3 answered " + code + ".",
        answer);
  }

  private static ProblemException unavailable(Buyer buyer, Exception cause) {
    return ProblemException.of(
        ParentCode.BUYER_STORAGE_UNAVAILABLE,
        where(buyer) + " couldn't be read (" + S3Failure.code(cause) + ").",
        cause);
  }

  private static String where(Buyer buyer) {
    return "Buyer " + buyer.id() + "'s object s3://" + buyer.bucket() + "/" + buyer.objectKey();
  }
}
