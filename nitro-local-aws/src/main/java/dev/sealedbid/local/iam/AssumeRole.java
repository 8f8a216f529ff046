package dev.sealedbid.local.iam;

import java.time.Duration;
import java.util.Optional;

/**
 * What is asked for by AssumeRole.
 *
 * @param sessionPolicyJson limits the session; at most 2,048 characters
 * @param externalId {@code sts:ExternalId} in the trust policy
 */
public record AssumeRole(
    String roleArn,
    String sessionName,
    Optional<String> sessionPolicyJson,
    Duration duration,
    Optional<String> externalId) {}
