/**
 * The sealed sheet's header: what can be said of a ciphertext without its key, before KMS is asked.
 *
 * <p>The message format of the AWS Encryption SDK, in the one encoding that is taken; no
 * cryptography, so that whoever carries sheets can refuse what the enclave would.
 */
@NullMarked
package dev.sealedbid.core.sealed;

import org.jspecify.annotations.NullMarked;
