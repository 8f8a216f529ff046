package dev.sealedbid.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's kernel with its drivers and our first process: for QEMU. */
final class DebianBoot {
  /**
   * The console is the serial port; a kernel that panics ends the machine. {@code lpj} spares the
   * kernel measuring its delay loop: under QEMU's TCG it has no clock to calibrate by, and now and
   * then waits for its first tick for ever.
   */
  private static final String CMDLINE = "reboot=k panic=30 console=ttyS0 loglevel=4 lpj=4000000";

  /** In the order in which they need each other. */
  private static final List<String> MODULES =
      List.of(
          "drivers/virtio/virtio_mmio",
          "net/vmw_vsock/vsock",
          "net/vmw_vsock/vmw_vsock_virtio_transport_common",
          "net/vmw_vsock/vmw_vsock_virtio_transport",
          "drivers/misc/nsm");

  private DebianBoot() {}

  static BootParts of(Shell shell, Inputs inputs, Path initSource, Path work) throws IOException {
    Path init = work.resolve("init");
    FirstProcess.compile(shell, inputs.compiler(), initSource, init);
    Ramdisk ramdisk = new Ramdisk().add("dev", RamdiskEntry.folder());
    ramdisk.add("dev/console", RamdiskEntry.console()).add("init", RamdiskEntry.program(init));
    StringBuilder list = new StringBuilder();
    for (String module : MODULES) {
      String name = module.substring(module.lastIndexOf('/') + 1) + ".ko";
      Path unpacked = work.resolve(name);
      shell.runInto(
          "unpacking " + name, unpacked, List.of("xz", "-dc", inputs.module(module).toString()));
      ramdisk.add("drivers/" + name, RamdiskEntry.file(unpacked));
      list.append("/drivers/").append(name).append('\n');
    }
    Path modules = work.resolve("modules");
    Files.writeString(modules, list, StandardCharsets.US_ASCII);
    ramdisk.add("modules", RamdiskEntry.file(modules));
    return new BootParts(inputs.kernel(), CMDLINE, ramdisk, inputs.kernelRelease());
  }
}
