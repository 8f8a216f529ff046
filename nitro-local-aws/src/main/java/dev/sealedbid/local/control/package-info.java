/**
 * The control API of the local AWS process: what isn't AWS (identities without signing up, the
 * hypervisor's console, faults on demand). HTTP on loopback, POST with JSON, a bearer token that is
 * random for each run.
 */
@NullMarked
package dev.sealedbid.local.control;

import org.jspecify.annotations.NullMarked;
