/** The measured settings, and the limits that don't depend on them. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave.settings;
