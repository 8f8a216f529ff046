package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code terms example}. */
@Command(
    name = "example",
    description = "Print terms to start from, closing in ten days, as JSON on stdout.",
    footer = {
      "%nReplace at least id, title, lots, times, buyers and decryptRole, and the",
      "measurements by those of your enclave image and of your instance role.",
      "Award keys come from the parties: buyer-cli award key --out FILE."
    })
final class TermsExampleCommand implements Callable<Integer> {

  private static final String FULL = "terms-example-full.json";

  /** The day on which both examples close, as they are kept. */
  private static final String KEPT_DAY = "2026-12-01";

  private static final int DAYS_AHEAD = 10;

  private final Context context;

  @Option(
      names = "--full",
      description =
          "Every field there is: second price, several units, a seller with sealed reserves, and"
              + " award keys.")
  private boolean full;

  TermsExampleCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new Console(AuctioneerCommand.NAME, context.terminal(), false)
        .raw(ahead(full ? fullExample() : TermsExample.json()));
    return 0;
  }

  /** Closes ten days from now: terms that can be opened as they are, whenever they are printed. */
  private byte[] ahead(byte[] example) {
    LocalDate day = LocalDate.ofInstant(context.now(), ZoneOffset.UTC).plusDays(DAYS_AHEAD);
    return new String(example, StandardCharsets.UTF_8)
        .replace(KEPT_DAY, day.toString())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] fullExample() {
    try (InputStream in = TermsExampleCommand.class.getResourceAsStream(FULL)) {
      return Objects.requireNonNull(in, FULL).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
