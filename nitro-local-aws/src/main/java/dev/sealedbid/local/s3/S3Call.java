package dev.sealedbid.local.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for, read from its method, path-style path and query.
 *
 * @param method GET, PUT …
 * @param bucket empty for a call on the service
 * @param key the object's key, decoded; empty for a call on the bucket
 * @param query the parameters, decoded
 */
record S3Call(String method, String bucket, String key, Map<String, String> query) {
  private static final Map<String, String> OBJECT_SUBRESOURCES =
      Map.of("tagging", "ObjectTagging", "acl", "ObjectAcl", "retention", "ObjectRetention");
  private static final Map<String, String> BUCKET_SUBRESOURCES =
      Map.of(
          "policy", "BucketPolicy",
          "versioning", "BucketVersioning",
          "acl", "BucketAcl",
          "location", "BucketLocation",
          "cors", "BucketCORS",
          "encryption", "EncryptionConfiguration",
          "tagging", "BucketTagging",
          "lifecycle", "LifecycleConfiguration",
          "publicAccessBlock", "BucketPublicAccessBlock",
          "ownershipControls", "BucketOwnershipControls");

  static S3Call parse(String method, String rawPath, String rawQuery) throws S3Error {
    try {
      String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
      int slash = path.indexOf('/');
      String bucket = decodePath(slash < 0 ? path : path.substring(0, slash));
      String key = slash < 0 ? "" : decodePath(path.substring(slash + 1));
      return new S3Call(method, bucket, key, parameters(rawQuery));
    } catch (IllegalArgumentException e) {
      throw new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.");
    }
  }

  private static Map<String, String> parameters(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!rawQuery.isEmpty()) {
      for (String pair : rawQuery.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return Map.copyOf(parameters);
  }

  // In a path, unlike in a query, a plus sign is a plus sign.
  static String decodePath(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  boolean isOnService() {
    return bucket.isEmpty();
  }

  boolean isOnObject() {
    return !key.isEmpty();
  }

  boolean isPolicyCall() {
    return !isOnObject() && query.containsKey("policy");
  }

  boolean isCreateBucket() {
    return !isOnObject() && method.equals("PUT") && subresource().isEmpty();
  }

  boolean isDeleteBucket() {
    return !isOnObject() && method.equals("DELETE") && subresource().isEmpty();
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  String resource() {
    return arn(bucket, key);
  }

  static String arn(String bucket, String key) {
    return "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
  }

  /** The IAM action that this call needs. */
  String action() {
    if (isOnService()) {
      return "s3:ListAllMyBuckets";
    }
    return "s3:" + (isOnObject() ? objectAction() : bucketAction());
  }

  private Optional<String> subresource() {
    return (isOnObject() ? OBJECT_SUBRESOURCES : BUCKET_SUBRESOURCES)
        .keySet().stream().filter(query::containsKey).findFirst();
  }

  private String bucketAction() {
    Optional<String> subresource = subresource();
    if (subresource.isPresent()) {
      return verb() + BUCKET_SUBRESOURCES.get(subresource.get());
    }
    return switch (method) {
      case "PUT" -> "CreateBucket";
      case "DELETE" -> "DeleteBucket";
      case "POST" -> "DeleteObject";
      default ->
          query.containsKey("versions")
              ? "ListBucketVersions"
              : query.containsKey("uploads") ? "ListBucketMultipartUploads" : "ListBucket";
    };
  }

  private String objectAction() {
    Optional<String> subresource = subresource();
    if (subresource.isPresent()) {
      return verb() + OBJECT_SUBRESOURCES.get(subresource.get());
    }
    boolean upload = query.containsKey("uploadId");
    String version = query.containsKey("versionId") ? "Version" : "";
    return switch (method) {
      case "PUT", "POST" -> "PutObject";
      case "DELETE" -> upload ? "AbortMultipartUpload" : "DeleteObject" + version;
      default -> upload ? "ListMultipartUploadParts" : "GetObject" + version;
    };
  }

  private String verb() {
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET", "HEAD" -> "Get";
      case "DELETE" -> "Delete";
      default -> "Put";
    };
  }
}
