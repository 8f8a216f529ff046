/**
 * The AWS JSON 1.1 protocol as the local KMS and CloudTrail speak it: requests, replies, faults.
 */
@NullMarked
package dev.sealedbid.local.json;

import org.jspecify.annotations.NullMarked;
