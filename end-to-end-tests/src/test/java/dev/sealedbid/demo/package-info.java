/**
 * Whole-system tests, in the demo's package: they start the same processes and use the same command
 * lines as the demo does.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo;
