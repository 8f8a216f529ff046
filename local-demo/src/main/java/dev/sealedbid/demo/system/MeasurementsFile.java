package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Measurements as nitro-cli prints them, in a file. */
public final class MeasurementsFile {
  private MeasurementsFile() {}

  public static Path write(Path file, Map<String, String> pcrs) throws IOException {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    ObjectNode measurements = json.putObject("Measurements");
    measurements.put("HashAlgorithm", "Sha384 { ... }");
    pcrs.forEach(measurements::put);
    return Files.writeString(file, json.toPrettyString() + "\n");
  }
}
