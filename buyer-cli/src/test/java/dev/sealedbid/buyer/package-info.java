/** Tests of the buyer's command line, as scripted transcripts against an embedded AWS. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer;
