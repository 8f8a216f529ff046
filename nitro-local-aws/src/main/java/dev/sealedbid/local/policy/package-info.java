/**
 * An engine for IAM policy documents: parses them strictly and decides as AWS does over a
 * resource-based policy, identity policies and session policies.
 *
 * <p>Used by the local KMS (key policies), S3 (bucket policies) and STS (trust policies). What the
 * engine does not know (an element, an operator) is refused when the document is parsed, never
 * ignored: an ignored condition would turn a lock into a decoration.
 *
 * <p>Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".
 */
@NullMarked
package dev.sealedbid.local.policy;

import org.jspecify.annotations.NullMarked;
