package dev.sealedbid.buyer.award;

import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.key.SheetKey;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.KeyArn;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code award key}. */
@Command(
    name = "key",
    description = {
      "Make an award key, or show that of an asymmetric KMS key.",
      "Where the terms say SEALED_AWARD, your price is encrypted to it. Its public half goes to"
          + " stdout as the terms' awardKey, and to the auctioneer. All award keys of an auction"
          + " have one size: agree on it."
    })
public final class AwardKeyCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Context context;

  @ArgGroup(multiplicity = "1")
  private Place place = new Place();

  @Option(
      names = "--bits",
      paramLabel = "BITS",
      defaultValue = "3072",
      description = "2048, 3072 or 4096; default: ${DEFAULT-VALUE}.")
  private int bits;

  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  private static final class Place {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Make a local RSA key and write its private half there (PKCS#8, PEM).")
    private @Nullable Path out;

    @Option(
        names = "--kms-key",
        paramLabel = "ARN",
        description = "An asymmetric RSA key in KMS, for encryption; its private half stays there.")
    private @Nullable String kmsKey;
  }

  public AwardKeyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    AwardKey key = place.kmsKey != null ? inKms(place.kmsKey) : local(console, place.out);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("publicKey", Base64.getEncoder().encodeToString(key.publicKey()));
    key.kmsKey().ifPresent(arn -> view.put("kmsKey", arn.arn()));
    if (json.isSet()) {
      console.json(Map.of("awardKey", view, "bits", key.bits()));
    } else {
      console.raw(JSON.writeValueAsBytes(view));
    }
    console.say("that is your awardKey in the terms (RSA of " + key.bits() + " bits)");
    return 0;
  }

  private AwardKey inKms(String text) {
    KeyArn arn = SheetKey.parse(text);
    byte[] publicKey = KmsAwardKey.publicKey(aws.clients(context), arn);
    try {
      return AwardKey.of(publicKey, Optional.of(arn));
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "key " + arn + " can't be an award key: " + e.getMessage(),
          "create one with key usage ENCRYPT_DECRYPT and key spec RSA_3072");
    }
  }

  private AwardKey local(Console console, @Nullable Path file) {
    if (file == null) {
      throw new IllegalStateException("picocli demands one of both");
    }
    if (bits != 2048 && bits != 3072 && bits != 4096) {
      throw CommandFailedException.usage(
          "an award key has 2048, 3072 or 4096 bits", "leave --bits out for 3072");
    }
    byte[] publicKey =
        console.during(
            "making the key",
            () -> AwardKeyFile.create(context.terminal(), file, bits, context.services().random()));
    console.say("its private half is in " + file + "; whoever has that file can read your price");
    return AwardKey.of(publicKey, Optional.empty());
  }
}
