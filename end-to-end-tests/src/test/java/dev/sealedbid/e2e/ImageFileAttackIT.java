package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Image files that are handed to buyers to be measured. Each lie has the right checksum. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks with image files")
class ImageFileAttackIT {
  private static final int MALFORMED = 3;
  private static final int FLAGS_AT = 6;
  private static final int COUNT_AT = 26;
  private static final int OFFSETS_AT = 28;
  private static final int SIZES_AT = OFFSETS_AT + 32 * 8;
  private static final int CRC_AT = 544;
  private static final int SECTIONS_AT = 548;
  private static final int SECTION_HEADER = 12;

  private final AttackRange range;
  private final Path vectors = Installation.locate().home().resolve("vectors").resolve("eif");
  private final byte[] genuine;

  ImageFileAttackIT(AttackRange range) throws IOException {
    this.range = range;
    this.genuine = Files.readAllBytes(vectors.resolve("eif-build.eif"));
  }

  @Attack
  @DisplayName("Hands over a file that readers understand differently (G2): not measured at all")
  void ambiguous() throws IOException {
    assertThat(checksum(genuine.clone())).isEqualTo(genuine);
    assertThat(measured(genuine)).isEqualTo(published());
    Map<String, byte[]> lies = new LinkedHashMap<>();
    lies.put("a section counted twice", lie(b -> b.putShort(COUNT_AT, count(b, 1))));
    lies.put("a section left out of the count", lie(b -> b.putShort(COUNT_AT, count(b, -1))));
    lies.put("the first two sections change places", lie(b -> swap(b, OFFSETS_AT)));
    lies.put("their sizes change places", lie(b -> swap(b, SIZES_AT)));
    lies.put("a section that is longer here than there", lie(b -> more(b, SIZES_AT)));
    lies.put("a section that begins in another", lie(b -> more(b, OFFSETS_AT + Long.BYTES)));
    lies.put("a flag that nobody knows", lie(b -> b.putShort(FLAGS_AT, (short) 0x4000)));
    lies.put("bytes behind the end", checksum(Arrays.copyOf(genuine, genuine.length + 16)));
    lies.put("bytes between header and sections", gap());
    for (Map.Entry<String, byte[]> lie : lies.entrySet()) {
      for (String command : new String[] {"measure", "describe"}) {
        CommandLines.Run run = image(command, lie.getValue());
        assertThat(run.out()).as(lie.getKey()).isEmpty();
        assertRefused(run, MALFORMED, "isn't a well-formed enclave image");
      }
    }
  }

  @Attack
  @DisplayName(
      "Hands over another image than was published (G2): one bit, and it measures otherwise")
  void anotherThanPublished() throws IOException {
    byte[] doctored = genuine.clone();
    // The first byte of the first section's content: the kernel's.
    doctored[SECTIONS_AT + SECTION_HEADER] ^= 1;
    assertThat(measured(checksum(doctored)).path("Measurements").path("PCR0"))
        .isNotEqualTo(published().path("Measurements").path("PCR0"));
  }

  private JsonNode published() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(vectors.resolve("eif-build.json")));
  }

  private JsonNode measured(byte[] file) throws IOException {
    return JsonMapper.shared().readTree(image("measure", file).orFail("measure").out());
  }

  private CommandLines.Run image(String command, byte[] file) throws IOException {
    Path folder = range.folder();
    Files.write(folder.resolve("image.eif"), file);
    return range.commands().buyer(folder, "image", command, "image.eif");
  }

  private byte[] lie(Consumer<ByteBuffer> change) {
    byte[] file = genuine.clone();
    change.accept(ByteBuffer.wrap(file));
    assertThat(file).isNotEqualTo(genuine);
    return checksum(file);
  }

  /** The sections move on by 16 bytes, and say so. */
  private byte[] gap() {
    ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(genuine, SECTIONS_AT));
    for (int i = 0; i < header.getShort(COUNT_AT); i++) {
      int at = OFFSETS_AT + i * Long.BYTES;
      header.putLong(at, header.getLong(at) + 16);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header.array());
    file.writeBytes(new byte[16]);
    file.write(genuine, SECTIONS_AT, genuine.length - SECTIONS_AT);
    return checksum(file.toByteArray());
  }

  private static short count(ByteBuffer file, int more) {
    return (short) (file.getShort(COUNT_AT) + more);
  }

  private static void swap(ByteBuffer file, int at) {
    long first = file.getLong(at);
    file.putLong(at, file.getLong(at + Long.BYTES)).putLong(at + Long.BYTES, first);
  }

  private static void more(ByteBuffer file, int at) {
    file.putLong(at, file.getLong(at) + 1);
  }

  /** Everything but the checksum itself is under it. */
  private static byte[] checksum(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, CRC_AT);
    crc.update(file, SECTIONS_AT, file.length - SECTIONS_AT);
    ByteBuffer.wrap(file).putInt(CRC_AT, (int) crc.getValue());
    return file;
  }
}
