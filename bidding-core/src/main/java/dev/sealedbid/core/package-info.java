/** The auction domain: terms, sheets, rules, statements, receipts, frames. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.core;
