package dev.sealedbid.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The first ramdisk: what brings the machine up, measured as PCR1 together with the kernel. Ours
 * has our first process and the drivers of Debian's kernel.
 */
final class BootRamdisk {
  /** In the order in which they need each other. */
  private static final List<String> MODULES =
      List.of(
          "drivers/virtio/virtio_mmio",
          "net/vmw_vsock/vsock",
          "net/vmw_vsock/vmw_vsock_virtio_transport_common",
          "net/vmw_vsock/vmw_vsock_virtio_transport",
          "drivers/misc/nsm");

  private BootRamdisk() {}

  static Ramdisk of(Shell shell, Inputs inputs, Path init, Path work) throws IOException {
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
    return ramdisk.add("modules", RamdiskEntry.file(modules));
  }
}
