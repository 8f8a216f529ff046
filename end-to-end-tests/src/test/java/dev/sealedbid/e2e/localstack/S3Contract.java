package dev.sealedbid.e2e.localstack;

import dev.sealedbid.e2e.localstack.Contract.Case;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The part of S3 that the product uses. */
final class S3Contract {
  private static final String KEY = "folder/object";

  private S3Contract() {}

  /** A call on a fresh bucket of the owner's. */
  private interface BucketCall {
    String at(ContractPlace place, S3Client s3, String bucket) throws Exception;
  }

  static List<Case> cases() {
    return List.of(
        onBucket("s3-put-get", "OK, the same bytes", S3Contract::putGet),
        onBucket("s3-list-folders", "OK, a/ b/ and c", S3Contract::list),
        onBucket("s3-create-new", "OK", S3Contract::createNew),
        onBucket("s3-create-existing", "412 PreconditionFailed", S3Contract::createExisting),
        onBucket("s3-create-race", "OK, 1 of 8", S3Contract::createRace),
        onBucket("s3-replace-right-etag", "OK", S3Contract::replaceRight),
        onBucket("s3-replace-wrong-etag", "412 PreconditionFailed", S3Contract::replaceWrong),
        onBucket("s3-replace-missing", "404 NoSuchKey", S3Contract::replaceMissing),
        onBucket("s3-get-missing", "404 NoSuchKey", S3Contract::getMissing),
        onBucket("s3-get-missing-bucket", "404 NoSuchBucket", S3Contract::getMissingBucket),
        onBucket("s3-get-wrong-owner", "403 AccessDenied", S3Contract::wrongOwner),
        onBucket("s3-get-stranger", "403 AccessDenied", S3Contract::strangerGets),
        onBucket("s3-put-stranger", "403 AccessDenied", S3Contract::strangerPuts));
  }

  private static Case onBucket(String id, String aws, BucketCall call) {
    return new Case(
        id,
        aws,
        place -> {
          String bucket = "contract-" + UUID.randomUUID();
          place.makeBucket(ContractPlace.OWNER, bucket);
          try (S3Client s3 = place.s3(ContractPlace.OWNER)) {
            return call.at(place, s3, bucket);
          }
        });
  }

  private static String putGet(ContractPlace place, S3Client s3, String bucket) {
    put(s3, bucket, KEY, "text", put -> {});
    String got = s3.getObjectAsBytes(get -> get.bucket(bucket).key(KEY)).asUtf8String();
    return got.equals("text") ? "OK, the same bytes" : "OK, other bytes";
  }

  private static String list(ContractPlace place, S3Client s3, String bucket) {
    List.of("x/a/1", "x/a/2", "x/b/1", "x/c", "y/d/1")
        .forEach(key -> put(s3, bucket, key, "text", put -> {}));
    var listed = s3.listObjectsV2(list -> list.bucket(bucket).prefix("x/").delimiter("/"));
    String folders =
        String.join(
            " ",
            listed.commonPrefixes().stream()
                .map(CommonPrefix::prefix)
                .map(prefix -> prefix.substring(2))
                .toList());
    String objects =
        String.join(" ", listed.contents().stream().map(S3Object::key).toList()).replace("x/", "");
    return "OK, " + folders + " and " + objects;
  }

  private static String createNew(ContractPlace place, S3Client s3, String bucket) {
    put(s3, bucket, KEY, "text", put -> put.ifNoneMatch("*"));
    return "OK";
  }

  private static String createExisting(ContractPlace place, S3Client s3, String bucket) {
    put(s3, bucket, KEY, "text", put -> {});
    put(s3, bucket, KEY, "other", put -> put.ifNoneMatch("*"));
    return "OK";
  }

  private static String createRace(ContractPlace place, S3Client s3, String bucket)
      throws InterruptedException {
    return Contract.winnersOf(
        () -> put(s3, bucket, KEY, UUID.randomUUID().toString(), put -> put.ifNoneMatch("*")));
  }

  private static String replaceRight(ContractPlace place, S3Client s3, String bucket) {
    String etag = put(s3, bucket, KEY, "text", put -> {});
    put(s3, bucket, KEY, "other", put -> put.ifMatch(etag));
    return "OK";
  }

  private static String replaceWrong(ContractPlace place, S3Client s3, String bucket) {
    String etag = put(s3, bucket, KEY, "text", put -> {});
    put(s3, bucket, KEY, "changed", put -> {});
    put(s3, bucket, KEY, "other", put -> put.ifMatch(etag));
    return "OK";
  }

  private static String replaceMissing(ContractPlace place, S3Client s3, String bucket) {
    String etag = put(s3, bucket, KEY, "text", put -> {});
    put(s3, bucket, "folder/none", "other", put -> put.ifMatch(etag));
    return "OK";
  }

  private static String getMissing(ContractPlace place, S3Client s3, String bucket) {
    s3.getObjectAsBytes(get -> get.bucket(bucket).key(KEY));
    return "OK";
  }

  private static String getMissingBucket(ContractPlace place, S3Client s3, String bucket) {
    s3.getObjectAsBytes(get -> get.bucket(bucket + "-none").key(KEY));
    return "OK";
  }

  private static String wrongOwner(ContractPlace place, S3Client s3, String bucket) {
    put(s3, bucket, KEY, "text", put -> {});
    s3.getObjectAsBytes(
        get -> get.bucket(bucket).key(KEY).expectedBucketOwner(ContractPlace.STRANGER));
    return "OK";
  }

  private static String strangerGets(ContractPlace place, S3Client s3, String bucket) {
    put(s3, bucket, KEY, "text", put -> {});
    try (S3Client stranger = place.s3(ContractPlace.STRANGER)) {
      stranger.getObjectAsBytes(get -> get.bucket(bucket).key(KEY));
    }
    return "OK";
  }

  private static String strangerPuts(ContractPlace place, S3Client s3, String bucket) {
    try (S3Client stranger = place.s3(ContractPlace.STRANGER)) {
      put(stranger, bucket, KEY, "text", put -> {});
    }
    return "OK";
  }

  private static String put(
      S3Client s3,
      String bucket,
      String key,
      String text,
      Consumer<PutObjectRequest.Builder> condition) {
    return s3.putObject(
            put -> {
              put.bucket(bucket).key(key);
              condition.accept(put);
            },
            RequestBody.fromString(text))
        .eTag();
  }
}
