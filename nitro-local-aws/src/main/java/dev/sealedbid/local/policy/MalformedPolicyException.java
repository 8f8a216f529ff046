package dev.sealedbid.local.policy;

import java.io.Serial;

/**
 * A policy document that AWS would refuse, or that uses something this engine does not know. The
 * message names the place and what to do; services answer {@code MalformedPolicyDocument}.
 */
public final class MalformedPolicyException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedPolicyException(String message) {
    super(message);
  }
}
