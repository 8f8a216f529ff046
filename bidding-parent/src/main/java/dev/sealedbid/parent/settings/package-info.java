/** The parent's settings, all checked before anything starts. */
@NullMarked
package dev.sealedbid.parent.settings;

import org.jspecify.annotations.NullMarked;
