/** Opening, submitting, resolving, voiding, and the REST API over them. */
@NullMarked
package dev.sealedbid.parent.auctions;

import org.jspecify.annotations.NullMarked;
