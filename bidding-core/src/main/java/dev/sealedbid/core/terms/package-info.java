/**
 * The terms of an auction: what every party accepts before a bid is made.
 *
 * <p>Terms are a JSON document that is kept and hashed as bytes. {@link
 * dev.sealedbid.core.terms.TermsDocument#parse} is the only way to make one, and refuses with every
 * fault at once, each with its JSON path.
 */
@NullMarked
package dev.sealedbid.core.terms;

import org.jspecify.annotations.NullMarked;
