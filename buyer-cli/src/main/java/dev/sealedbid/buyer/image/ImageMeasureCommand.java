package dev.sealedbid.buyer.image;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.nitro.attestation.Pcrs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code image measure}. */
@Command(
    name = "measure",
    description = {
      "Compute what an enclave image measures, as a Nitro hypervisor does.",
      "Prints nitro-cli's JSON, which is what --measurements FILE takes: measure the image that you"
          + " built or checked yourself, and keep the answer."
    })
public final class ImageMeasureCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The enclave image (EIF).")
  private Path file = Path.of("");

  @Mixin private JsonOption json = new JsonOption();

  public ImageMeasureCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    Map<String, Object> view = view(ImageFile.read(context, console, file).measurements());
    console.json(view);
    if (!console.isJson()) {
      console.raw(JSON.writeValueAsString(view).getBytes(StandardCharsets.UTF_8));
    }
    return ExitCode.OK.status();
  }

  /** {@code nitro-cli}'s form. */
  static Map<String, Object> view(Pcrs pcrs) {
    Map<String, String> measurements = new LinkedHashMap<>();
    measurements.put("HashAlgorithm", "Sha384 { ... }");
    for (int index : pcrs.indexes()) {
      measurements.put("PCR" + index, pcrs.hex(index));
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("Measurements", measurements);
    return view;
  }
}
