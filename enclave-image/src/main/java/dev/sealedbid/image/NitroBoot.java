package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * AWS's kernel, first process and NSM driver: for Nitro. They come with {@code nitro-cli} in one
 * folder, the files {@code bzImage}, {@code cmdline}, {@code init} and {@code nsm.ko}; the ramdisk
 * is laid out as {@code nitro-cli} does it.
 */
final class NitroBoot {
  private NitroBoot() {}

  static BootParts of(Path blobs) throws IOException {
    Ramdisk ramdisk =
        new Ramdisk()
            .add("dev", RamdiskEntry.folder())
            .add("init", RamdiskEntry.program(part(blobs, "init")))
            .add("nsm.ko", RamdiskEntry.program(part(blobs, "nsm.ko")));
    String cmdline = Files.readString(part(blobs, "cmdline"), StandardCharsets.US_ASCII).strip();
    return new BootParts(part(blobs, "bzImage"), cmdline, ramdisk, "aws");
  }

  private static Path part(Path blobs, String name) {
    Path file = blobs.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw CommandFailedException.usage(
          blobs + " has no file " + name,
          "name the folder that nitro-cli brings along (blobs), with bzImage, cmdline, init, nsm.ko");
    }
    return file;
  }
}
