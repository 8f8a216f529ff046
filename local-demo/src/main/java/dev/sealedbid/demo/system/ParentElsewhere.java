package dev.sealedbid.demo.system;

import java.net.URI;
import java.nio.file.Path;

/**
 * A parent that somebody else starts, once the enclave is there.
 *
 * @param uri where it will serve
 * @param sockets the folder in which it and the enclave meet: the enclave's is {@code vsock} there
 */
record ParentElsewhere(URI uri, Path sockets) {}
