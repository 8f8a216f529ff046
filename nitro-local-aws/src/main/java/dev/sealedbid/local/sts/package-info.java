/** The local STS: AssumeRole and GetCallerIdentity over the AWS query protocol. */
@NullMarked
package dev.sealedbid.local.sts;

import org.jspecify.annotations.NullMarked;
