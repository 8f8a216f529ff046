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
    /** Debian's kernel for virtual machines, with the drivers as modules. */
    KERNEL,
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
    COMPILER
  }

  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
