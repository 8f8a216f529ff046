package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What brings the machine up, measured as PCR1: our kernel, its command line, and a first ramdisk
 * with our first process.
 *
 * @param kernel the kernel
 * @param cmdline its command line
 * @param ramdisk the first ramdisk
 */
record BootParts(Path kernel, String cmdline, Ramdisk ramdisk) {
  /**
   * A kernel that panics ends the machine; the console is the serial port. The loader adds the
   * devices behind it, on Nitro as in QEMU: {@code virtio_mmio.device=…}.
   */
  private static final String CMDLINE = "reboot=k panic=30 console=ttyS0 loglevel=4";

  static BootParts of(Shell shell, Inputs inputs, Path kernel, Path initSource, Path work)
      throws IOException {
    Path init = work.resolve("init");
    FirstProcess.compile(shell, inputs.compiler(), initSource, init);
    Ramdisk ramdisk =
        new Ramdisk()
            .add("dev", RamdiskEntry.folder())
            .add("dev/console", RamdiskEntry.console())
            .add("init", RamdiskEntry.program(init));
    return new BootParts(kernel, CMDLINE, ramdisk);
  }
}
