/**
 * Builds the enclave image: pinned inputs are fetched and checked, the enclave's jars are compiled
 * with the pinned JDK, and everything is laid out, packed and measured so that the same sources and
 * the same lock file give the same bytes everywhere.
 */
@NullMarked
package dev.sealedbid.image;

import org.jspecify.annotations.NullMarked;
