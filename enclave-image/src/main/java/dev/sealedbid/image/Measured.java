package dev.sealedbid.image;

import dev.sealedbid.cli.Console;
import dev.sealedbid.nitro.attestation.Pcrs;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What an image measures, in the form in which {@code nitro-cli} says it. */
record Measured(Pcrs pcrs) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  Map<String, Object> view() {
    Map<String, String> measurements = new LinkedHashMap<>();
    measurements.put("HashAlgorithm", "Sha384 { ... }");
    for (int index : pcrs.indexes()) {
      measurements.put("PCR" + index, pcrs.hex(index));
    }
    return Map.of("Measurements", measurements);
  }

  String json() {
    return JSON.writeValueAsString(view()) + "\n";
  }

  void report(Console console) {
    console.json(view());
    if (!console.isJson()) {
      for (int index : pcrs.indexes()) {
        console.print("PCR" + index + " " + pcrs.hex(index));
      }
    }
  }
}
