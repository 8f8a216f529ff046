/** What tests of several modules share; nothing of it ships. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.testkit;
