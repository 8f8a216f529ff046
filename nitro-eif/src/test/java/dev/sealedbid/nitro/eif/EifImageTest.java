package dev.sealedbid.nitro.eif;

import static dev.sealedbid.nitro.eif.TestImage.COUNT_AT;
import static dev.sealedbid.nitro.eif.TestImage.OFFSETS_AT;
import static dev.sealedbid.nitro.eif.TestImage.SIZES_AT;
import static dev.sealedbid.nitro.eif.TestImage.offset;
import static dev.sealedbid.nitro.eif.TestImage.sealed;
import static dev.sealedbid.nitro.eif.TestImage.withLength;
import static dev.sealedbid.nitro.eif.TestImage.withLong;
import static dev.sealedbid.nitro.eif.TestImage.withShort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EifImageTest {

  @Nested
  @DisplayName("the vectors")
  class Vectors {
    @ParameterizedTest
    @CsvSource({
      "version-3.hex, version-3.json",
      "version-4.hex, version-4.json",
      "eif-build.eif, eif-build.json",
      "signed.eif, signed.json"
    })
    @DisplayName("measure what AWS's tools and make.py measure")
    void measure(String image, String expected) throws MalformedEifException {
      EifImage read = EifImage.read(TestImage.vector(image));
      String json = new String(TestImage.vector(expected), StandardCharsets.UTF_8);
      for (int index : read.measurements().indexes()) {
        assertThat(json).contains("\"PCR" + index + "\": \"" + read.measurements().hex(index));
      }
      assertThat(json.split("\"PCR", -1).length - 1)
          .isEqualTo(read.measurements().indexes().size());
    }

    @Test
    @DisplayName("a file is read as its bytes are")
    void file(@TempDir Path folder) throws IOException, MalformedEifException {
      byte[] bytes = TestImage.vector("signed.eif");
      Path file = Files.write(folder.resolve("image"), bytes);
      assertThat(EifImage.read(file).measurements()).isEqualTo(EifImage.read(bytes).measurements());
    }

    @Test
    @DisplayName("say what they hold")
    void describe() throws MalformedEifException {
      EifImage image = EifImage.read(TestImage.vector("signed.eif"));
      assertThat(image.version()).isEqualTo(4);
      assertThat(image.architecture()).isEqualTo(EifArchitecture.X86_64);
      assertThat(image.cmdline()).isEqualTo("reboot=k panic=30 console=ttyS0");
      assertThat(image.metadata()).hasValueSatisfying(m -> assertThat(m).contains("eif_build"));
      assertThat(image.sections())
          .extracting(EifSection::type)
          .containsExactly(
              EifSectionType.KERNEL,
              EifSectionType.CMDLINE,
              EifSectionType.METADATA,
              EifSectionType.RAMDISK,
              EifSectionType.RAMDISK,
              EifSectionType.RAMDISK,
              EifSectionType.SIGNATURE);
      assertThat(image.signature())
          .hasValueSatisfying(
              s ->
                  assertThat(s.certificate().getSubjectX500Principal().getName())
                      .contains("Sealed Bid test"));
      assertThat(EifImage.read(TestImage.vector("version-3.hex")).architecture())
          .isEqualTo(EifArchitecture.AARCH64);
    }
  }

  @Nested
  @DisplayName("refuses")
  class Refuses {
    private final byte[] good = TestImage.whole().bytes();

    @Test
    void nothing() {
      refused(new byte[0], "0 bytes, fewer than an image's header of 548");
      refused(withLength(good, 547 + 1), "section 0 is said to have 6 bytes at 548");
    }

    @Test
    void otherMagic() {
      byte[] other = good.clone();
      other[0] = 'E';
      refused(other, "doesn't begin with .eif");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 0xffff})
    void otherVersions(int version) {
      refused(withShort(good, TestImage.VERSION_AT, version), "the version is " + version);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 0x8000, 0xffff})
    void unknownFlags(int flags) {
      refused(withShort(good, TestImage.FLAGS_AT, flags), "unknown flags");
    }

    @Test
    void absurdDefaults() {
      refused(withLong(good, TestImage.MEMORY_AT, -1), "default memory");
      refused(withLong(good, TestImage.CPUS_AT, Long.MIN_VALUE), "CPU count");
    }

    @Test
    void reservedFields() {
      refused(withShort(good, TestImage.RESERVED_AT, 1), "first reserved field isn't zero");
      refused(withShort(good, TestImage.CRC_AT - 4, 1), "second reserved field isn't zero");
    }

    @Test
    @DisplayName("a count beyond the tables, and fewer or more sections than there are")
    void counts() {
      refused(withShort(good, COUNT_AT, 33), "counts 33 sections; there can be 32");
      refused(withShort(good, COUNT_AT, 0xffff), "counts 65535 sections");
      refused(withShort(good, COUNT_AT, 4), "the offset of section 4, which isn't counted");
      refused(withShort(good, COUNT_AT, 6), "section 5 is said to begin at 0");
      byte[] hidden = withLong(withShort(good, COUNT_AT, 4), OFFSETS_AT + 32, 0);
      refused(withLong(hidden, SIZES_AT + 32, 0), "23 bytes are behind the last section");
    }

    @Test
    void noSections() {
      refused(
          withLength(new TestImage(4).bytes(), EifHeader.LENGTH),
          "there are 0 sections and no ramdisk among them");
    }

    @Test
    @DisplayName("offsets that overlap, leave gaps or point outside")
    void offsets() {
      long second = offset(good, 1);
      refused(withLong(good, OFFSETS_AT + 8, second - 1), "must begin at " + second);
      refused(withLong(good, OFFSETS_AT + 8, second + 1), "must begin at " + second);
      refused(withLong(good, OFFSETS_AT + 8, EifHeader.LENGTH), "must begin at " + second);
      refused(withLong(good, OFFSETS_AT, 0), "section 0 is said to begin at 0");
      refused(withLong(good, OFFSETS_AT, -1), "begin at 18446744073709551615");
    }

    @Test
    @DisplayName("sizes that are too large, wrap around, or differ between the two places")
    void sizes() {
      refused(withLong(good, SIZES_AT, Long.MAX_VALUE), "but the file ends at " + good.length);
      refused(withLong(good, SIZES_AT, -1), "18446744073709551615 bytes");
      refused(withLong(good, SIZES_AT, 5), "section 1 is said to begin at 566");
      refused(
          withLong(good, offset(good, 0) + 4, 5),
          "section 0 says of itself that it has 5 bytes, and the file's header says 6");
      refused(withLong(good, offset(good, 4) + 4, -1), "section 4 says of itself");
    }

    @Test
    @DisplayName("a file that ends too early or goes on")
    void length() {
      for (int length = EifHeader.LENGTH; length < good.length; length++) {
        refused(withLength(good, length), "but the file ends at " + length);
      }
      refused(withLength(good, good.length + 1), "1 bytes are behind the last section");
    }

    @Test
    void unknownSections() {
      refused(withShort(good, offset(good, 2), 6), "section 2 is of type 6");
      refused(withShort(good, offset(good, 2), 0), "section 2 is of type 0");
      refused(withShort(good, offset(good, 2) + 2, 1), "section 2 has unknown flags (0x1)");
    }

    @Test
    @DisplayName("sections out of order, twice there or missing")
    void order() {
      EifSectionType kernel = EifSectionType.KERNEL;
      EifSectionType cmdline = EifSectionType.CMDLINE;
      EifSectionType metadata = EifSectionType.METADATA;
      EifSectionType ramdisk = EifSectionType.RAMDISK;
      outOfOrder(4, 0, cmdline, kernel, metadata, ramdisk);
      outOfOrder(4, 0, ramdisk);
      outOfOrder(4, 1, kernel, ramdisk);
      outOfOrder(4, 1, kernel, kernel, cmdline, metadata, ramdisk);
      outOfOrder(4, 2, kernel, cmdline, cmdline, metadata, ramdisk);
      outOfOrder(4, 2, kernel, cmdline, ramdisk, metadata);
      outOfOrder(4, 3, kernel, cmdline, metadata, metadata, ramdisk);
      outOfOrder(4, 3, kernel, cmdline, metadata, EifSectionType.SIGNATURE);
      outOfOrder(4, 4, kernel, cmdline, metadata, ramdisk, kernel);
      outOfOrder(3, 2, kernel, cmdline, metadata, ramdisk);
      refused(image(4, kernel, cmdline, metadata).bytes(), "3 sections and no ramdisk among them");
      refused(image(3, kernel, cmdline).bytes(), "2 sections and no ramdisk among them");
    }

    @Test
    @DisplayName("empty sections, and small ones that are large, before their content is read")
    void sectionLimits() {
      refused(
          new TestImage(3).with(EifSectionType.KERNEL, "").bytes(),
          "section 0 (KERNEL) has 0 bytes; 1 to");
      refused(
          new TestImage(3)
              .with(EifSectionType.KERNEL, "k")
              .with(EifSectionType.CMDLINE, new byte[4_097])
              .bytes(),
          "section 1 (CMDLINE) has 4097 bytes; 1 to 4096 are allowed");
      refused(
          new TestImage(4)
              .with(EifSectionType.KERNEL, "k")
              .with(EifSectionType.CMDLINE, "c")
              .with(EifSectionType.METADATA, new byte[EifImage.MAX_METADATA + 1])
              .bytes(),
          "section 2 (METADATA) has 1048577 bytes");
      refused(
          TestImage.whole()
              .with(EifSectionType.SIGNATURE, new byte[EifImage.MAX_SIGNATURE + 1])
              .bytes(),
          "section 5 (SIGNATURE) has 32769 bytes");
    }

    @Test
    @DisplayName("any changed bit")
    void corrupt() {
      for (int at = 0; at < good.length; at++) {
        byte[] corrupt = good.clone();
        corrupt[at] ^= 1;
        assertThatExceptionOfType(MalformedEifException.class)
            .as("byte %d", at)
            .isThrownBy(() -> EifImage.read(corrupt));
      }
      byte[] corrupt = good.clone();
      corrupt[good.length - 1] ^= 1;
      refused(corrupt, "the file is corrupt");
    }

    @Test
    void textThatIsNone() {
      TestImage control =
          new TestImage(3)
              .with(EifSectionType.KERNEL, "k")
              .with(EifSectionType.CMDLINE, "quiet\u001b[2J")
              .with(EifSectionType.RAMDISK, "r");
      refused(control.bytes(), "isn't printable ASCII");
      TestImage metadata =
          new TestImage(4)
              .with(EifSectionType.KERNEL, "k")
              .with(EifSectionType.CMDLINE, "c")
              .with(EifSectionType.METADATA, new byte[] {(byte) 0xff})
              .with(EifSectionType.RAMDISK, "r");
      refused(metadata.bytes(), "the metadata isn't UTF-8");
    }

    private void outOfOrder(int version, int at, EifSectionType... types) {
      refused(
          image(version, types).bytes(),
          "section " + at + " is " + types[at] + ", out of order: version " + version);
    }

    private TestImage image(int version, EifSectionType... types) {
      TestImage image = new TestImage(version);
      for (EifSectionType type : types) {
        image.with(type, "x");
      }
      return image;
    }
  }

  @Nested
  @DisplayName("a signature")
  class Signed {
    private final byte[] signed = TestImage.vector("signed.eif");

    @Test
    @DisplayName("of another image is refused")
    void otherImage() {
      byte[] other = signed.clone();
      other[offset(signed, 3) + EifSection.HEADER_LENGTH] ^= 1;
      refused(sealed(other), "the signed PCR0 isn't this image's");
    }

    @Test
    @DisplayName("that doesn't verify is refused, and so is one that can't be read")
    void wrong() throws MalformedEifException {
      byte[] wrong = signed.clone();
      wrong[signed.length - 1] ^= 1;
      refused(sealed(wrong), "the signature over PCR0 doesn't verify");
      EifImage original = EifImage.read(signed);
      PublicKey key = original.signature().orElseThrow().certificate().getPublicKey();
      for (int at = offset(signed, 6) + EifSection.HEADER_LENGTH; at < signed.length; at++) {
        byte[] changed = signed.clone();
        changed[at] ^= 0x20;
        // Another certificate of the same key has signed PCR0 as well, and PCR8 tells them apart.
        try {
          EifImage read = EifImage.read(sealed(changed));
          EifSignature signature = read.signature().orElseThrow();
          assertThat(signature.certificate().getPublicKey()).isEqualTo(key);
          assertThat(read.measurements().hex(0)).isEqualTo(original.measurements().hex(0));
        } catch (MalformedEifException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }

    @Test
    @DisplayName("is one, a map, of bytes")
    void shape() {
      shape(new byte[] {(byte) 0x80}, "holds 0 signatures");
      shape(new byte[] {(byte) 0x82, (byte) 0xa0, (byte) 0xa0}, "holds 2 signatures");
      shape(new byte[] {(byte) 0xa0}, "is a map, not a list");
      shape(new byte[] {(byte) 0x81, 1}, "the signature is a integer, not a map");
      shape(new byte[] {(byte) 0x81, (byte) 0xa0}, "has no signing_certificate");
      shape(new byte[] {(byte) 0x81}, "the signature section: ");
    }

    private void shape(byte[] section, String message) {
      refused(TestImage.whole().with(EifSectionType.SIGNATURE, section).bytes(), message);
    }
  }

  @Nested
  @DisplayName("what is built")
  class Built {
    @TempDir Path folder;

    @Test
    @DisplayName("is read as it was meant, and is the same each time, for any contents")
    void roundTrip() throws IOException, MalformedEifException {
      Random random = new Random(4);
      for (int round = 0; round < 20; round++) {
        EifBuilder builder =
            new EifBuilder(
                random.nextBoolean() ? EifArchitecture.X86_64 : EifArchitecture.AARCH64,
                part(random, "kernel"),
                "quiet " + random.nextInt(),
                "{\"n\":" + random.nextInt() + "}");
        int ramdisks = 1 + random.nextInt(EifImage.MAX_RAMDISKS);
        for (int i = 0; i < ramdisks; i++) {
          builder.ramdisk(part(random, "ramdisk-" + i));
        }
        builder.defaults(random.nextInt(Integer.MAX_VALUE), random.nextInt(64));
        builder.write(folder.resolve("one"));
        builder.write(folder.resolve("two"));
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
        EifImage image = EifImage.read(folder.resolve("one"));
        assertThat(image.version()).isEqualTo(4);
        assertThat(image.cmdline()).startsWith("quiet ");
        assertThat(image.sections()).hasSize(3 + ramdisks);
        assertThat(image.measurements()).isEqualTo(expected(ramdisks, image.cmdline()));
      }
    }

    @Test
    @DisplayName("has the bytes of the vector")
    void vector() throws IOException, MalformedEifException {
      EifImage vector = EifImage.read(TestImage.vector("version-4.hex"));
      Path kernel = Files.writeString(folder.resolve("kernel"), "not a kernel\n");
      Path boot = Files.writeString(folder.resolve("boot"), "boots\n");
      Path application = Files.writeString(folder.resolve("app"), "is the application\n");
      new EifBuilder(
              EifArchitecture.X86_64, kernel, vector.cmdline(), vector.metadata().orElseThrow())
          .ramdisk(boot)
          .ramdisk(application)
          .defaults(512L << 20, 2)
          .write(folder.resolve("image"));
      assertThat(folder.resolve("image")).hasBinaryContent(TestImage.vector("version-4.hex"));
    }

    @Test
    @DisplayName("needs a kernel, a command line, metadata and ramdisks, none of them empty")
    void refuses() throws IOException {
      Path full = Files.writeString(folder.resolve("full"), "x");
      Path empty = Files.writeString(folder.resolve("empty"), "");
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> builder(full, "c", "{}").write(folder.resolve("out")))
          .withMessageContaining("at least one ramdisk");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> builder(empty, "c", "{}").ramdisk(full).write(folder.resolve("out")))
          .withMessageContaining("empty is empty");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> builder(full, "c", "{}").ramdisk(empty).write(folder.resolve("out")));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> builder(full, "", "{}"));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> builder(full, "ö", "{}"));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> builder(full, "c".repeat(4_097), "{}"));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> builder(full, "c", ""));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> builder(full, "c", "{}").defaults(-1, 1));
      EifBuilder many = builder(full, "c", "{}");
      for (int i = 0; i < EifImage.MAX_RAMDISKS; i++) {
        many.ramdisk(full);
      }
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> many.ramdisk(full))
          .withMessageContaining("28 ramdisks");
    }

    private EifBuilder builder(Path kernel, String cmdline, String metadata) {
      return new EifBuilder(EifArchitecture.X86_64, kernel, cmdline, metadata);
    }

    private Path part(Random random, String name) throws IOException {
      byte[] content = new byte[1 + random.nextInt(200_000)];
      random.nextBytes(content);
      return Files.write(folder.resolve(name), content);
    }

    private Pcrs expected(int ramdisks, String cmdline) throws IOException {
      PcrHasher pcr0 = new PcrHasher();
      PcrHasher pcr1 = new PcrHasher();
      PcrHasher pcr2 = new PcrHasher();
      byte[] kernel = Files.readAllBytes(folder.resolve("kernel"));
      byte[] line = cmdline.getBytes(StandardCharsets.US_ASCII);
      for (PcrHasher pcr : List.of(pcr0, pcr1)) {
        pcr.update(kernel, kernel.length);
        pcr.update(line, line.length);
      }
      for (int i = 0; i < ramdisks; i++) {
        byte[] ramdisk = Files.readAllBytes(folder.resolve("ramdisk-" + i));
        pcr0.update(ramdisk, ramdisk.length);
        (i == 0 ? pcr1 : pcr2).update(ramdisk, ramdisk.length);
      }
      return Pcrs.of(Map.of(0, pcr0.value(), 1, pcr1.value(), 2, pcr2.value()));
    }
  }

  private static void refused(byte[] image, String message) {
    assertThatExceptionOfType(MalformedEifException.class)
        .isThrownBy(() -> EifImage.read(image))
        .withMessageContaining(message);
  }
}
