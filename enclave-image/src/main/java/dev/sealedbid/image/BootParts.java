package dev.sealedbid.image;

import java.nio.file.Path;

/**
 * What brings the machine up, measured as PCR1.
 *
 * @param kernel the kernel
 * @param cmdline its command line
 * @param ramdisk the first ramdisk
 * @param kernelRelease what the metadata say of the kernel
 */
record BootParts(Path kernel, String cmdline, Ramdisk ramdisk, String kernelRelease) {}
