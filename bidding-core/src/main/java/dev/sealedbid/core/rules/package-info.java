/** The rules that pick winners: pure functions of terms, session and counted sheets. */
@NullMarked
package dev.sealedbid.core.rules;

import org.jspecify.annotations.NullMarked;
