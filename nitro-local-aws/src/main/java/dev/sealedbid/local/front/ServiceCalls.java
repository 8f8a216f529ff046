package dev.sealedbid.local.front;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sealedbid.local.iam.AuthenticatedCall;
import dev.sealedbid.local.iam.AuthenticationException;
import dev.sealedbid.local.iam.SigV4Verifier;
import dev.sealedbid.local.iam.SignedRequest;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonReply;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.sts.LocalSts;
import dev.sealedbid.local.sts.RoleQueries;
import dev.sealedbid.local.sts.StsReply;
import dev.sealedbid.local.trail.CallOrigin;
import dev.sealedbid.local.trail.TrailApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Takes each request up: reads it within bounds, authenticates it, hands it to its service. */
final class ServiceCalls implements HttpHandler {
  private static final int MAX_BODY = 512 * 1024;
  private static final String KMS = "TrentService.";
  private static final String CLOUDTRAIL = "CloudTrail_20131101.";

  private final SigV4Verifier signatures;
  private final LocalKms kms;
  private final LocalSts sts;
  private final RoleQueries roles;
  private final TrailApi trail;
  private final InstantSource clock;

  ServiceCalls(
      SigV4Verifier signatures,
      LocalKms kms,
      LocalSts sts,
      RoleQueries roles,
      TrailApi trail,
      InstantSource clock) {
    this.signatures = signatures;
    this.kms = kms;
    this.sts = sts;
    this.roles = roles;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      String requestId = UUID.randomUUID().toString();
      exchange.getResponseHeaders().set("x-amzn-RequestId", requestId);
      String target =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("");
      if (target.isEmpty()) {
        send(exchange, query(exchange, body, requestId));
      } else {
        send(exchange, json(exchange, target, body, requestId));
      }
    }
  }

  private JsonReply json(HttpExchange exchange, String target, byte[] body, String requestId) {
    String operation = target.substring(target.lastIndexOf('.') + 1);
    String prefix = target.substring(0, target.length() - operation.length());
    try {
      requireSize(body);
      if (prefix.equals(KMS)) {
        AuthenticatedCall call = authenticate(exchange, body, "kms");
        return kms.call(call.caller(), origin(exchange, call, requestId), operation, body);
      }
      if (prefix.endsWith(CLOUDTRAIL)) {
        AuthenticatedCall call = authenticate(exchange, body, "cloudtrail");
        return trail.call(call.caller(), origin(exchange, call, requestId), operation, body);
      }
      throw new JsonFault(400, "UnknownOperationException", "There is no such service here.");
    } catch (AuthenticationException e) {
      return JsonReply.error(
          new JsonFault(400, e.fault().jsonCode(), String.valueOf(e.getMessage())));
    } catch (JsonFault e) {
      return JsonReply.error(e);
    } catch (RuntimeException e) {
      return JsonReply.error(new JsonFault(500, "InternalFailure", "An internal error occurred."));
    }
  }

  private StsReply query(HttpExchange exchange, byte[] body, String requestId) {
    try {
      requireSize(body);
      AuthenticatedCall call = authenticate(exchange, body);
      CallOrigin origin = origin(exchange, call, requestId);
      if (call.service().equals("iam")) {
        return roles.call(call.caller(), origin, body);
      }
      requireService(call, "sts");
      return sts.call(call.caller(), origin, body);
    } catch (AuthenticationException e) {
      return StsReply.error(403, e.fault().queryCode(), String.valueOf(e.getMessage()), requestId);
    } catch (JsonFault e) {
      return StsReply.error(e.status(), e.code(), e.text(), requestId);
    } catch (RuntimeException e) {
      return StsReply.error(500, "InternalFailure", "An internal error occurred.", requestId);
    }
  }

  private static void requireSize(byte[] body) throws JsonFault {
    if (body.length > MAX_BODY) {
      throw new JsonFault(413, "RequestEntityTooLargeException", "The request is too large.");
    }
  }

  private AuthenticatedCall authenticate(HttpExchange exchange, byte[] body, String service)
      throws AuthenticationException, JsonFault {
    AuthenticatedCall call = authenticate(exchange, body);
    requireService(call, service);
    return call;
  }

  private AuthenticatedCall authenticate(HttpExchange exchange, byte[] body)
      throws AuthenticationException {
    String query = exchange.getRequestURI().getRawQuery();
    return signatures.verify(
        new SignedRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            query == null ? "" : query,
            exchange.getRequestHeaders(),
            body));
  }

  private static void requireService(AuthenticatedCall call, String service) throws JsonFault {
    if (!call.service().equals(service)) {
      throw new JsonFault(
          400,
          "InvalidSignatureException",
          "Credential should be scoped to correct service: '" + service + "'.");
    }
  }

  private CallOrigin origin(HttpExchange exchange, AuthenticatedCall call, String requestId) {
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    return new CallOrigin(
        requestId,
        clock.instant(),
        call.region(),
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        agent == null ? "" : agent);
  }

  private static void send(HttpExchange exchange, JsonReply reply) throws IOException {
    send(exchange, reply.status(), "application/x-amz-json-1.1", reply.body());
  }

  private static void send(HttpExchange exchange, StsReply reply) throws IOException {
    send(exchange, reply.status(), "text/xml", reply.xml().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
