/**
 * The frames between parent and enclave: requests, replies and error codes.
 *
 * <p>Every request has exactly one reply with its request id; nothing is tied to a connection.
 */
@NullMarked
package dev.sealedbid.core.frame;

import org.jspecify.annotations.NullMarked;
