/** The HTTPS server that serves KMS, STS and CloudTrail on one port. */
@NullMarked
package dev.sealedbid.local.front;

import org.jspecify.annotations.NullMarked;
