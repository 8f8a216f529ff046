/**
 * The jars that the enclave is compiled against and ships with, and those of the image builder: had
 * from wherever they lie, and taken only with the bytes that the lock file names.
 *
 * <p>This package is what {@code infra/enclave-image/tool} compiles and runs before anything else,
 * so it uses the JDK alone: whatever of the builder comes from somewhere else is checked first.
 * Maven has no part in it. A Maven plugin, or a processor in the compiler, could write what it
 * likes into what is measured; here the JDK's compiler does the work by itself.
 */
@NullMarked
package dev.sealedbid.image.jars;

import org.jspecify.annotations.NullMarked;
