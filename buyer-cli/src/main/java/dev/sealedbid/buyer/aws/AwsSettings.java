package dev.sealedbid.buyer.aws;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose credentials and which endpoints: what the SDK's own chain is told.
 *
 * @param profile a profile of the AWS config file; empty for the chain's default
 * @param configFile in place of {@code ~/.aws/config}
 * @param credentialsFile in place of {@code ~/.aws/credentials}
 */
public record AwsSettings(
    Optional<String> profile, Optional<Path> configFile, Optional<Path> credentialsFile) {}
