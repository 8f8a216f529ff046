package dev.sealedbid.buyer.image;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.JsonTree;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.EifSection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image describe}. */
@Command(
    name = "describe",
    description = {
      "Show what is in an enclave image: sections, kernel command line, metadata, signature,"
          + " measurements.",
      "The metadata isn't measured: anybody can change it without changing a PCR."
    })
public final class ImageDescribeCommand implements Callable<Integer> {
  private static final JsonLimits METADATA = new JsonLimits(EifImage.MAX_METADATA, 10_000, 500, 16);
  private static final long MEBI = 1 << 20;

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The enclave image (EIF).")
  private Path file = Path.of("");

  @Mixin private JsonOption json = new JsonOption();

  public ImageDescribeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    EifImage image = ImageFile.read(context, console, file);
    print(console, image);
    console.json(view(image));
    return ExitCode.OK.status();
  }

  private void print(Console console, EifImage image) {
    console.print(file + ": enclave image, version " + image.version() + ", " + processors(image));
    console.print("  command line  " + image.cmdline());
    console.print(
        "  defaults      "
            + image.defaultMemory() / MEBI
            + " MiB, "
            + image.defaultCpus()
            + " CPUs");
    console.print("  checksum      " + crc(image) + ", which holds");
    for (EifSection section : image.sections()) {
      console.print(
          String.format(
              Locale.ROOT,
              "  section       %-9s %,11d bytes at %d",
              section.type(),
              section.size(),
              section.offset()));
    }
    image.metadata().ifPresent(text -> console.print("  metadata      " + text));
    image.signature().ifPresent(s -> console.print("  signed by     " + signer(s.certificate())));
    for (int index : image.measurements().indexes()) {
      console.print("  PCR" + index + "          " + image.measurements().hex(index));
    }
    if (image.signature().isPresent()) {
      console.say(
          "the signature over PCR0 verifies; who holds that certificate is yours to find out");
    }
  }

  private static Map<String, Object> view(EifImage image) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("version", image.version());
    view.put("architecture", processors(image));
    view.put("cmdline", image.cmdline());
    view.put("defaultMemory", image.defaultMemory());
    view.put("defaultCpus", image.defaultCpus());
    view.put("crc32", crc(image));
    List<Map<String, Object>> sections = new ArrayList<>();
    for (EifSection section : image.sections()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("type", section.type().name());
      fields.put("offset", section.offset());
      fields.put("size", section.size());
      sections.add(fields);
    }
    view.put("sections", sections);
    image.metadata().ifPresent(text -> view.put("metadata", metadata(text)));
    image
        .signature()
        .ifPresent(
            signature -> {
              X509Certificate certificate = signature.certificate();
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("subject", signer(certificate));
              fields.put("issuer", certificate.getIssuerX500Principal().getName());
              fields.put("notBefore", certificate.getNotBefore().toInstant().toString());
              fields.put("notAfter", certificate.getNotAfter().toInstant().toString());
              view.put("signature", fields);
            });
    view.putAll(ImageMeasureCommand.view(image.measurements()));
    return view;
  }

  /** As JSON if it is that; it is the maker's word in any case. */
  private static Object metadata(String text) {
    try {
      return JsonTree.read(text.getBytes(StandardCharsets.UTF_8), METADATA);
    } catch (MalformedJsonException e) {
      return text;
    }
  }

  private static String signer(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static String processors(EifImage image) {
    return image.architecture().name().toLowerCase(Locale.ROOT);
  }

  private static String crc(EifImage image) {
    return String.format(Locale.ROOT, "%08x", image.crc());
  }
}
