package dev.sealedbid.local.policy;

/**
 * One question to the engine.
 *
 * @param principal who asks
 * @param action the action in full, such as {@code kms:Decrypt}
 * @param resource the ARN of what is asked for
 * @param context the request's condition keys
 */
public record AuthorizationRequest(
    PolicyPrincipal principal, String action, String resource, RequestContext context) {}
