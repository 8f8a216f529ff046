package dev.sealedbid.buyer.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code LookupEvents} of AWS CloudTrail, the one call that is needed of it, over the SDK's HTTP
 * client and signer: the SDK's own CloudTrail client isn't in the package repository that this is
 * built from.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">
 *     LookupEvents</a>
 */
final class CloudTrailHistory implements Trail {
  private static final String TARGET =
      "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
  private static final int PAGE = 50;
  // A sheet key has a few events for each session; a trail without end is answered by an error.
  private static final int MOST_PAGES = 400;
  private static final int LONGEST_PAGE = 32 << 20;
  private static final int ATTEMPTS = 5;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final String region;
  private final URI endpoint;

  CloudTrailHistory(
      SdkHttpClient http, AwsCredentialsProvider credentials, String region, URI endpoint) {
    this.http = http;
    this.credentials = credentials;
    this.region = region;
    this.endpoint = endpoint;
  }

  @Override
  public List<String> eventsOf(String resource) throws TrailUnavailableException {
    List<String> events = new ArrayList<>();
    Optional<String> next = Optional.empty();
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = lookup(request(resource, next));
      for (JsonNode event : answer.path("Events")) {
        events.add(text(event.path("CloudTrailEvent")));
      }
      if (!answer.hasNonNull("NextToken")) {
        return events;
      }
      next = Optional.of(text(answer.path("NextToken")));
    }
    throw new TrailUnavailableException("it has too many events for this key", null);
  }

  private static byte[] request(String resource, Optional<String> next) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "LookupAttributes",
        List.of(Map.of("AttributeKey", "ResourceName", "AttributeValue", resource)));
    body.put("MaxResults", PAGE);
    next.ifPresent(token -> body.put("NextToken", token));
    return JSON.writeValueAsBytes(body);
  }

  private JsonNode lookup(byte[] body) throws TrailUnavailableException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpExecuteResponse response = http.prepareRequest(signed(body)).call();
        byte[] answer = read(response);
        int status = response.httpResponse().statusCode();
        if (status == 200) {
          return JSON.readTree(answer);
        }
        String code = code(answer);
        boolean later = status >= 500 || code.startsWith("Throttling");
        if (!later || attempt == ATTEMPTS) {
          throw new TrailUnavailableException("CloudTrail answered " + code, null);
        }
        pause(attempt);
      } catch (IOException | JacksonException | SdkException e) {
        throw new TrailUnavailableException(
            "CloudTrail can't be asked (" + e.getClass().getSimpleName() + ")", e);
      }
    }
  }

  // LookupEvents allows two calls a second for an account and Region.
  private static void pause(int attempt) throws TrailUnavailableException {
    try {
      Thread.sleep(250L << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrailUnavailableException("interrupted", e);
    }
  }

  private HttpExecuteRequest signed(byte[] body) {
    ContentStreamProvider content = ContentStreamProvider.fromByteArray(body);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint.getPath().isEmpty() ? endpoint.resolve("/") : endpoint)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", TARGET)
            .putHeader("Content-Length", Integer.toString(body.length))
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "cloudtrail")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElse(content))
        .build();
  }

  private static byte[] read(HttpExecuteResponse response) throws IOException {
    @Nullable InputStream body = response.responseBody().orElse(null);
    if (body == null) {
      return new byte[0];
    }
    try (body) {
      byte[] bytes = body.readNBytes(LONGEST_PAGE + 1);
      if (bytes.length > LONGEST_PAGE) {
        throw new IOException("the answer is too long");
      }
      return bytes;
    }
  }

  private static String code(byte[] answer) {
    try {
      String type = JSON.readTree(answer).path("__type").asString("an error");
      return type.substring(type.lastIndexOf('#') + 1);
    } catch (JacksonException e) {
      return "an error: "
          + new String(answer, 0, Math.min(answer.length, 80), StandardCharsets.UTF_8);
    }
  }

  private static String text(JsonNode node) throws TrailUnavailableException {
    if (!node.isString()) {
      throw new TrailUnavailableException("CloudTrail's answer isn't complete", null);
    }
    return node.stringValue();
  }
}
