package dev.sealedbid.nitro.eif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our writer against an image that AWS's {@code eif_build} 0.2.1 wrote. */
class EifLayoutTest {
  @TempDir private Path folder;

  @Test
  @DisplayName(
      "of the same parts and metadata we write the same file: order, flags, defaults, command line,"
          + " padding, checksum")
  void sameFile() throws IOException, MalformedEifException {
    byte[] theirs = TestImage.vector("eif-build.eif");
    EifImage image = EifImage.read(theirs);
    EifBuilder builder =
        new EifBuilder(
            image.architecture(),
            part(theirs, image.sections().get(0)),
            image.cmdline(),
            image.metadata().orElseThrow());
    for (EifSection section : image.sections()) {
      if (section.type() == EifSectionType.RAMDISK) {
        builder.ramdisk(part(theirs, section));
      }
    }
    Path ours = folder.resolve("ours.eif");
    builder.write(ours);
    assertThat(ours).hasBinaryContent(theirs);
  }

  private Path part(byte[] image, EifSection section) throws IOException {
    int from = (int) section.contentOffset();
    return Files.write(
        folder.resolve("part-" + section.offset()),
        Arrays.copyOfRange(image, from, from + (int) section.size()));
  }
}
