/** Short-lived credentials of the decrypt role, good for one session only. */
@NullMarked
package dev.sealedbid.parent.credentials;

import org.jspecify.annotations.NullMarked;
