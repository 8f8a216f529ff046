package dev.sealedbid.verify;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import dev.sealedbid.core.terms.Measurements;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The measurements that somebody trusts before the auctioneer says anything: of an image it built
 * or measured itself, or pinned from the code developer's release. Written as nitro-cli writes
 * them: {@code {"Measurements": {"PCR0": "<96 hex>", "PCR1": …, "PCR2": …}}}; PCR3, the
 * auctioneer's instance role, may stand there too.
 *
 * @param pcr0 the whole image
 * @param pcr1 kernel and boot
 * @param pcr2 the application
 * @param pcr3 the instance role; without it the terms alone say which role
 */
public record TrustedMeasurements(Sha384 pcr0, Sha384 pcr1, Sha384 pcr2, Optional<Sha384> pcr3) {
  /** The longest file in bytes. */
  public static final int MAX_LENGTH = 65_536;

  // nitro-cli's has some 10 values; whoever keeps other things beside them has room.
  private static final JsonLimits LIMITS = JsonLimits.of(MAX_LENGTH, 1_000);

  /** Refuses all-zero measurements: those of an enclave in debug mode. */
  public TrustedMeasurements {
    for (Sha384 value : List.of(pcr0, pcr1, pcr2, pcr3.orElse(pcr0))) {
      if (value.isZero()) {
        throw new IllegalArgumentException(
            "a measurement of zeros is that of a debug-mode enclave, which nobody may trust");
      }
    }
  }

  /** All four registers. */
  public static TrustedMeasurements of(Measurements measurements) {
    return new TrustedMeasurements(
        measurements.pcr0(),
        measurements.pcr1(),
        measurements.pcr2(),
        Optional.of(measurements.pcr3()));
  }

  /**
   * Reads nitro-cli's JSON. Other fields beside these are ignored, duplicate ones refused.
   *
   * @throws IllegalArgumentException if it isn't that, says what is missing
   */
  public static TrustedMeasurements parse(byte[] json) {
    if (json.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a measurements file has at most " + MAX_LENGTH + " bytes");
    }
    JsonObject measurements = measurements(json);
    return new TrustedMeasurements(
        required(measurements, "PCR0"),
        required(measurements, "PCR1"),
        required(measurements, "PCR2"),
        register(measurements, "PCR3"));
  }

  /** Whether an enclave of these terms is one of these measurements. */
  public boolean matches(Measurements measurements) {
    return differing(measurements).isEmpty();
  }

  /** The registers that aren't as trusted, ascending: {@code PCR0} to {@code PCR3}. */
  public List<String> differing(Measurements measurements) {
    List<Optional<Sha384>> trusted =
        List.of(Optional.of(pcr0), Optional.of(pcr1), Optional.of(pcr2), pcr3);
    return IntStream.range(0, Measurements.COUNT)
        .filter(i -> !trusted.get(i).map(measurements.pcr(i)::equals).orElse(true))
        .mapToObj(i -> "PCR" + i)
        .toList();
  }

  private static JsonObject measurements(byte[] json) {
    try {
      if (StrictJson.parseUnique(json, LIMITS) instanceof JsonObject root
          && root.members().get("Measurements") instanceof JsonObject found) {
        return found;
      }
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(
          "a measurements file is one JSON object: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "no object \"Measurements\"; nitro-cli prints {\"Measurements\": {\"PCR0\": …}}");
  }

  private static Sha384 required(JsonObject measurements, String name) {
    return register(measurements, name)
        .orElseThrow(() -> new IllegalArgumentException("\"Measurements\" has no " + name));
  }

  private static Optional<Sha384> register(JsonObject measurements, String name) {
    @Nullable JsonValue value = measurements.members().get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonText digits)) {
      throw new IllegalArgumentException(name + " is not text");
    }
    return Optional.of(Sha384.parse(digits.text().toLowerCase(Locale.ROOT)));
  }
}
