package dev.sealedbid.image;

/**
 * A Debian package that the image is made from or with.
 *
 * @param role what it is to the build
 * @param name the package's name
 * @param version its version
 * @param archive {@code debian} or {@code debian-security}
 * @param path where it lies in that archive
 * @param sha256 of the package file, in lower-case hexadecimal
 */
record LockedPackage(
    Role role, String name, String version, String archive, String path, String sha256) {
  /** What a package is to the build. */
  enum Role {
    /** The kernel's source. */
    KERNEL,
    /**
     * What the kernel is compiled with: many packages. Compiler, linker, libelf and gzip make its
     * bytes; with the others nothing need be installed on the machine.
     */
    TOOLCHAIN,
    /** The C library that the JVM runs on. */
    LIBC,
    /** The compiler's run-time library, needed by the C library and the JVM. */
    LIBGCC,
    /** The C++ library, needed by the JVM. */
    LIBSTDCXX,
    /** zlib, needed by the JVM; it also compresses the ramdisks. */
    ZLIB,
    /** The JDK that compiles the enclave and whose modules ship. */
    JDK,
    /** The part of that JDK that Debian packs apart. */
    JRE,
    /** The compiler of the first process. */
    COMPILER;

    /** Whether more than one package may have it. */
    boolean isMany() {
      return this == TOOLCHAIN;
    }

    /** Whether it serves to compile the kernel and nothing else. */
    boolean isKernelOnly() {
      return this == KERNEL || this == TOOLCHAIN;
    }

    /** Whether the kernel is compiled from it or with it. */
    boolean isForKernel() {
      return isKernelOnly() || this == LIBC || this == LIBGCC || this == LIBSTDCXX || this == ZLIB;
    }
  }

  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
