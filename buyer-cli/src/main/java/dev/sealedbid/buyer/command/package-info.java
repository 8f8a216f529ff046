/** What every command stands on: terminal, services, AWS options, files read and secrets kept. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.command;
