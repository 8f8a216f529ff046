/** The demo, the local enclave's main, and the processes that they start. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo;
