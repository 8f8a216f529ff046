package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetadataTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path EIF_BUILD = Path.of("..", "vectors", "eif", "eif-build.eif");

  @Test
  @DisplayName("an image's metadata has the fields that AWS's eif_build writes, in its order")
  void fields() throws IOException, MalformedEifException {
    JsonNode ours = JSON.readTree(EnclaveImageBuild.metadata("6.12.1"));
    JsonNode theirs = JSON.readTree(EifImage.read(EIF_BUILD).metadata().orElseThrow());
    assertThat(names(ours)).isEqualTo(names(theirs));
    assertThat(names(ours.path("BuildMetadata"))).isEqualTo(names(theirs.path("BuildMetadata")));
    assertThat(ours.path("BuildMetadata").path("KernelVersion").asString()).isEqualTo("6.12.1");
  }

  private static List<String> names(JsonNode node) {
    return List.copyOf(node.propertyNames());
  }
}
