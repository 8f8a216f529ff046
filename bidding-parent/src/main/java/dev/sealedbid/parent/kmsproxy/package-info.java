/** The enclave's only way out: an HTTP CONNECT proxy to the KMS hosts of an allow-list. */
@NullMarked
package dev.sealedbid.parent.kmsproxy;

import org.jspecify.annotations.NullMarked;
