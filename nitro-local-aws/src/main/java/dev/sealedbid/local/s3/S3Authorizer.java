package dev.sealedbid.local.s3;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.RequestContext;
import dev.sealedbid.local.policy.ResourceRule;
import java.time.InstantSource;
import java.util.Optional;

/** Decides by policies whether a caller may do something to a bucket or an object. */
final class S3Authorizer {
  private final PolicyEngine engine = new PolicyEngine();
  private final Buckets buckets;
  private final InstantSource clock;

  S3Authorizer(Buckets buckets, InstantSource clock) {
    this.buckets = buckets;
    this.clock = clock;
  }

  /**
   * Lets an allowed call pass.
   *
   * @throws S3Error AccessDenied in AWS's words
   */
  void require(Caller caller, S3Call call, String action, String bucket, String key)
      throws S3Error {
    Decision decision = decide(caller, call, action, buckets.find(bucket), bucket, key);
    requireAllowed(decision, caller, action, bucket, key);
  }

  /** For a bucket that is to be made: whoever has one of that name has no say in it. */
  void requireCreateBucket(Caller caller, S3Call call) throws S3Error {
    String bucket = call.bucket();
    Decision decision = decide(caller, call, call.action(), Optional.empty(), bucket, "");
    requireAllowed(decision, caller, call.action(), bucket, "");
  }

  private static void requireAllowed(
      Decision decision, Caller caller, String action, String bucket, String key) throws S3Error {
    if (!decision.isAllowed()) {
      throw S3Error.accessDenied(
          "User: "
              + caller.principal().arn()
              + " is not authorized to perform: "
              + action
              + " on resource: \""
              + (bucket.isEmpty() ? "*" : S3Call.arn(bucket, key))
              + "\" "
              + decision.reason(action));
    }
  }

  private Decision decide(
      Caller caller,
      S3Call call,
      String action,
      Optional<Buckets.Bucket> target,
      String bucket,
      String key) {
    Optional<PolicyDocument> policy =
        target.flatMap(Buckets.Bucket::policy).map(Buckets.BucketPolicy::document);
    String account = target.map(Buckets.Bucket::owner).orElse(caller.accountId());
    String resource = bucket.isEmpty() ? "*" : S3Call.arn(bucket, key);
    return engine.decide(
        new AuthorizationRequest(caller.principal(), action, resource, context(caller, call)),
        caller.policies(),
        policy,
        account,
        ResourceRule.EITHER_MAY_ALLOW);
  }

  private RequestContext context(Caller caller, S3Call call) {
    RequestContext.Builder context =
        caller.globalContext(clock.instant()).put("aws:SecureTransport", "false");
    Optional.ofNullable(call.query().get("prefix"))
        .ifPresent(prefix -> context.put("s3:prefix", prefix));
    Optional.ofNullable(call.query().get("versionId"))
        .ifPresent(version -> context.put("s3:VersionId", version));
    return context.build();
  }
}
