/** Everything that a caller can be refused for, as an RFC 9457 problem with a code and a hint. */
@NullMarked
package dev.sealedbid.parent.problem;

import org.jspecify.annotations.NullMarked;
