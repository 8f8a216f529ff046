/**
 * The auction domain: terms, bid sheets, rules, statements, receipts and the frames that carry
 * them.
 *
 * <p>Pure code: no input or output but the streams it is handed, no clock, no randomness, no AWS.
 * This package holds the values that all the others share; {@code terms}, {@code sheet}, {@code
 * rules}, {@code statement} and {@code frame} are one idea each.
 *
 * <p>Every parser here meets bytes from outside. Each checks its limit (see {@link
 * dev.sealedbid.core.Limits}) before it allocates, accepts exactly one encoding of each value, and
 * refuses with a checked exception; no other exception leaves a parser.
 */
@NullMarked
package dev.sealedbid.core;

import org.jspecify.annotations.NullMarked;
