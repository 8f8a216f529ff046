/**
 * A KMS that enforces attestation: the AWS JSON 1.1 protocol, key policies, grants and key states,
 * and answers to a Recipient only as {@code CiphertextForRecipient}, wrapped to the key of a
 * verified attestation document.
 *
 * <p>Everything is kept in memory and ends with the process.
 */
@NullMarked
package dev.sealedbid.local.kms;

import org.jspecify.annotations.NullMarked;
