/** Frames in, frames out: connections, their limits, and which request is answered how. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave.wire;
