package dev.sealedbid.local.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sealedbid.local.iam.AuthenticationException;
import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.iam.SigV4Verifier;
import dev.sealedbid.local.iam.SignedRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before S3Proxy: authenticates, authorises, answers for bucket policies and the list of
 * buckets itself and lets everything else through as it came.
 */
final class S3Front implements HttpHandler {
  private static final int MAX_BODY = 64 << 20;
  private static final Set<String> NOT_RETURNED =
      Set.of("connection", "content-length", "transfer-encoding", "date", "server", "keep-alive");

  private final SigV4Verifier verifier;
  private final Buckets buckets;
  private final S3Authorizer authorizer;
  private final Permits permits;
  private final S3Backend backend;

  S3Front(
      SigV4Verifier verifier,
      Buckets buckets,
      S3Authorizer authorizer,
      Permits permits,
      S3Backend backend) {
    this.verifier = verifier;
    this.buckets = buckets;
    this.authorizer = authorizer;
    this.permits = permits;
    this.backend = backend;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      S3Backend.Answer answer;
      try {
        answer = answer(exchange);
      } catch (S3Error e) {
        answer = xml(e.status(), e.xml());
      } catch (IOException | RuntimeException e) {
        answer =
            xml(500, new S3Error(500, "InternalError", "We encountered an internal error.").xml());
      }
      reply(exchange, answer);
    }
  }

  private S3Backend.Answer answer(HttpExchange exchange) throws S3Error, IOException {
    String rawPath = exchange.getRequestURI().getRawPath();
    String rawQuery = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    byte[] body = body(exchange);
    S3Call call = S3Call.parse(exchange.getRequestMethod(), rawPath, rawQuery);
    Caller caller = authenticate(exchange, rawPath, rawQuery, body);
    if (call.isOnService()) {
      authorizer.require(caller, call, call.action(), "", "");
      return xml(200, listBuckets(caller));
    }
    if (call.isCreateBucket()) {
      return createBucket(exchange, call, caller, body);
    }
    checkExpectedOwner(exchange, "x-amz-expected-bucket-owner", call.bucket());
    authorizer.require(caller, call, call.action(), call.bucket(), authorisedKey(call));
    if (call.isPolicyCall()) {
      return policy(call, body);
    }
    checkCopySource(exchange, call, caller);
    S3Backend.Answer answer = forward(exchange, call, caller, body);
    if (call.isDeleteBucket() && answer.status() / 100 == 2) {
      buckets.forget(call.bucket());
    }
    return hideMissing(call, caller, answer);
  }

  // A multi-object delete names its keys in the body; it is authorised for the whole bucket.
  private static String authorisedKey(S3Call call) {
    return !call.isOnObject() && call.method().equals("POST") ? "*" : call.key();
  }

  private Caller authenticate(HttpExchange exchange, String path, String query, byte[] body)
      throws S3Error {
    try {
      return verifier
          .verify(
              new SignedRequest(
                  exchange.getRequestMethod(), path, query, exchange.getRequestHeaders(), body))
          .caller();
    } catch (AuthenticationException e) {
      String code = e.fault().s3Code();
      boolean badRequest =
          code.equals("ExpiredToken")
              || code.equals("AuthorizationHeaderMalformed")
              || code.equals("XAmzContentSHA256Mismatch");
      throw new S3Error(badRequest ? 400 : 403, code, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] body(HttpExchange exchange) throws S3Error, IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new S3Error(
          400,
          "EntityTooLarge",
          "Your proposed upload exceeds the maximum allowed size (64 MiB in the local S3)");
    }
    return body;
  }

  private void checkExpectedOwner(HttpExchange exchange, String header, String bucket)
      throws S3Error {
    String owner = buckets.get(bucket).owner();
    String expected = exchange.getRequestHeaders().getFirst(header);
    if (expected != null && !expected.equals(owner)) {
      throw S3Error.accessDenied("Access Denied");
    }
  }

  private void checkCopySource(HttpExchange exchange, S3Call call, Caller caller) throws S3Error {
    String source = exchange.getRequestHeaders().getFirst("x-amz-copy-source");
    if (source == null) {
      return;
    }
    S3Call read = S3Call.parse("GET", source.split("\\?", 2)[0], "");
    checkExpectedOwner(exchange, "x-amz-source-expected-bucket-owner", read.bucket());
    authorizer.require(caller, call, "s3:GetObject", read.bucket(), read.key());
  }

  private S3Backend.Answer createBucket(
      HttpExchange exchange, S3Call call, Caller caller, byte[] body) throws S3Error, IOException {
    authorizer.requireCreateBucket(caller, call);
    if (!buckets.claim(call.bucket(), caller.accountId())) {
      boolean own = buckets.get(call.bucket()).owner().equals(caller.accountId());
      throw own
          ? new S3Error(
              409,
              "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.")
          : new S3Error(409, "BucketAlreadyExists", "The requested bucket name is not available.");
    }
    boolean made = false;
    try {
      S3Backend.Answer answer = forward(exchange, call, caller, body);
      made = answer.status() / 100 == 2;
      return answer;
    } finally {
      if (!made) {
        buckets.forget(call.bucket());
      }
    }
  }

  private S3Backend.Answer policy(S3Call call, byte[] body) throws S3Error {
    switch (call.method()) {
      case "PUT" -> {
        buckets.putPolicy(call.bucket(), new String(body, StandardCharsets.UTF_8));
        return new S3Backend.Answer(204, List.of(), new byte[0]);
      }
      case "DELETE" -> {
        buckets.deletePolicy(call.bucket());
        return new S3Backend.Answer(204, List.of(), new byte[0]);
      }
      case "GET" -> {
        String json =
            buckets
                .get(call.bucket())
                .policy()
                .orElseThrow(
                    () ->
                        new S3Error(404, "NoSuchBucketPolicy", "The bucket policy does not exist"))
                .json();
        return new S3Backend.Answer(
            200,
            List.of(new S3Backend.Header("Content-Type", "application/json")),
            json.getBytes(StandardCharsets.UTF_8));
      }
      default ->
          throw new S3Error(
              405,
              "MethodNotAllowed",
              "The specified method is not allowed against this resource.");
    }
  }

  private String listBuckets(Caller caller) {
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult"
                + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>"
                + caller.accountId()
                + "</ID></Owner><Buckets>");
    for (String name : buckets.ownedBy(caller.accountId())) {
      xml.append("<Bucket><Name>")
          .append(Xml.escape(name))
          .append("</Name><CreationDate>1970-01-01T00:00:00.000Z</CreationDate></Bucket>");
    }
    return xml.append("</Buckets></ListAllMyBucketsResult>").toString();
  }

  private S3Backend.Answer forward(HttpExchange exchange, S3Call call, Caller caller, byte[] body)
      throws IOException {
    permits.open(caller.accessKeyId(), call.bucket());
    try {
      return backend.send(
          call.method(),
          exchange.getRequestURI().toASCIIString(),
          exchange.getRequestHeaders(),
          body);
    } finally {
      permits.close(caller.accessKeyId(), call.bucket());
    }
  }

  // As on AWS: who may not list a bucket doesn't learn which objects are missing.
  private S3Backend.Answer hideMissing(S3Call call, Caller caller, S3Backend.Answer answer)
      throws S3Error {
    if (answer.status() == 404 && call.isOnObject() && call.isRead()) {
      authorizer.require(caller, call, "s3:ListBucket", call.bucket(), "");
    }
    return answer;
  }

  private static S3Backend.Answer xml(int status, String xml) {
    return new S3Backend.Answer(
        status,
        List.of(new S3Backend.Header("Content-Type", "application/xml")),
        xml.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, S3Backend.Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    for (S3Backend.Header header : answer.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!NOT_RETURNED.contains(name) || (head && name.equals("content-length"))) {
        headers.add(header.name(), header.value());
      }
    }
    boolean empty = head || answer.body().length == 0;
    // -1 sends Content-Length: 0; a plain 0 would mean chunks.
    exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
    if (!empty) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }
}
