/** The client of the enclave's framed protocol: bounded connections, deadlines, checked replies. */
@NullMarked
package dev.sealedbid.parent.enclave;

import org.jspecify.annotations.NullMarked;
