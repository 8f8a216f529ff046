/** What both command lines share: the voice, exit codes, the REST client. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.cli;
