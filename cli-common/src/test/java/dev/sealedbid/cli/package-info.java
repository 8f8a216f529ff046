/** Tests of what both command lines share. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.cli;
