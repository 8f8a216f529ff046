package dev.sealedbid.image;

import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.eif.EifBuilder;
import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.EifSection;
import dev.sealedbid.nitro.eif.EifSectionType;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An image made of another one: kernel, command line and ramdisks byte for byte, and one more
 * ramdisk behind them, whose files take the place of those before. PCR1 stays as it is; PCR0 and
 * PCR2 are others.
 *
 * <p>So the image that ships is tried with the settings of another place (QEMU's: another parent
 * CID, a local KMS) without building it anew.
 */
public final class ImageOverlay {
  /** Where an image has its settings. */
  public static final String SETTINGS = "rootfs/etc/sealed-bid/enclave.json";

  /** Where an image has the enclave's own jar. */
  public static final String ENCLAVE_JAR = "rootfs/app/bidding-enclave.jar";

  /** Where an image has its launch line. */
  public static final String LAUNCH = "rootfs/etc/sealed-bid/launch";

  private ImageOverlay() {}

  /**
   * Writes the new image.
   *
   * @param files by their path in the ramdisk, without a slash in front
   * @return what it measures
   * @throws MalformedEifException if {@code image} isn't a well-formed image
   * @throws IOException if a file can't be read or written
   */
  public static Pcrs write(Path image, Map<String, Path> files, Path out)
      throws IOException, MalformedEifException {
    EifImage base = EifImage.read(image);
    Path work = Files.createTempDirectory("image-overlay");
    try {
      Path kernel = work.resolve("kernel");
      List<Path> ramdisks = new ArrayList<>();
      for (EifSection section : base.sections()) {
        if (section.type() == EifSectionType.KERNEL) {
          copy(image, section, kernel);
        } else if (section.type() == EifSectionType.RAMDISK) {
          Path ramdisk = work.resolve("ramdisk-" + ramdisks.size());
          copy(image, section, ramdisk);
          ramdisks.add(ramdisk);
        }
      }
      Ramdisk added = new Ramdisk();
      files.forEach((name, content) -> added.add(name, RamdiskEntry.file(content)));
      Path last = work.resolve("added");
      added.write(last);
      ramdisks.add(last);
      EifBuilder builder =
          new EifBuilder(base.architecture(), kernel, base.cmdline(), base.metadata().orElse("{}"));
      ramdisks.forEach(builder::ramdisk);
      builder.write(out);
      return EifImage.read(out).measurements();
    } finally {
      Folders.delete(work);
    }
  }

  private static void copy(Path image, EifSection section, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(image);
        OutputStream out = Files.newOutputStream(to)) {
      long from = section.contentOffset();
      long end = from + section.size();
      while (from < end) {
        long copied = in.transferTo(from, end - from, Channels.newChannel(out));
        if (copied <= 0) {
          throw new IOException(image + " ended early");
        }
        from += copied;
      }
    }
  }
}
