/** Whole-system tests: real processes, real sockets, embedded AWS. And the module rules. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.e2e;
