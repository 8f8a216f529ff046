package dev.sealedbid.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, as a table and as JSON. */
final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int LEAST_OF_FIT = 100;

  private final int lots;
  private final Duration latency;
  private final Map<String, Double> floors = new LinkedHashMap<>();
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  Report(int lots, Duration latency) {
    this.lots = lots;
    this.latency = latency;
  }

  /** Microseconds that a sheet's cryptography costs that program. */
  void floor(String program, double micros) {
    floors.put(program, micros);
  }

  void add(String program, Sample sample) {
    samples.computeIfAbsent(program, name -> new ArrayList<>()).add(sample);
  }

  private double floor(String program) {
    return floors.getOrDefault(program, Double.NaN);
  }

  /** The line through the sizes from a hundred on; below them the start is most of it. */
  private static Optional<LinearFit> fit(List<Sample> all, ToDoubleFunction<Sample> value) {
    List<LinearFit.Point> points =
        all.stream()
            .filter(sample -> sample.buyers() >= LEAST_OF_FIT)
            .map(sample -> new LinearFit.Point(sample.buyers(), value.applyAsDouble(sample)))
            .toList();
    return points.size() < 2 ? Optional.empty() : Optional.of(LinearFit.of(points));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    samples.forEach(
        (program, all) -> {
          line(
              text,
              "%s: %d lots, KMS %d ms away; floor %.0f µs a sheet",
              program,
              lots,
              latency.toMillis(),
              floor(program));
          line(
              text,
              "%7s | %8s %8s %8s %8s | %8s %8s %8s %8s %9s %6s | %5s %5s %5s | %9s %7s",
              "buyers",
              "submit s",
              "enclave",
              "parent",
              "aws",
              "resolve",
              "enclave",
              "parent",
              "aws",
              "µs/sheet",
              "×floor",
              "encl.",
              "par.",
              "aws",
              "receipt",
              "verify");
          all.forEach(sample -> row(text, program, sample));
          fit(all, sample -> sample.resolve().wall().toMillis())
              .ifPresent(
                  fit ->
                      line(
                          text,
                          "resolve: %.0f ms + %.3f ms a buyer, R² %.4f",
                          fit.intercept(),
                          fit.slope(),
                          fit.rSquared()));
          fit(all, sample -> sample.enclaveMicrosASheet() * sample.buyers() / 1000)
              .ifPresent(
                  fit ->
                      line(
                          text,
                          "enclave's CPU: %.0f ms + %.0f µs a sheet, R² %.4f",
                          fit.intercept(),
                          fit.slope() * 1000,
                          fit.rSquared()));
        });
    return text.toString();
  }

  /** One sample in a line, for whoever waits for the others. */
  String line(String program, Sample sample) {
    StringBuilder text = new StringBuilder(program).append(' ');
    row(text, program, sample);
    return text.toString().stripTrailing();
  }

  private void row(StringBuilder text, String program, Sample sample) {
    line(
        text,
        "%7d | %8.1f %8.2f %8.2f %8.2f | %8.2f %8.2f %8.2f %8.2f %9.0f %6.2f | %5d %5d %5d"
            + " | %6.1f MB %5.1f s",
        sample.buyers(),
        seconds(sample.submit().wall()),
        cpu(sample.submit(), Part.ENCLAVE),
        cpu(sample.submit(), Part.PARENT),
        cpu(sample.submit(), Part.AWS),
        seconds(sample.resolve().wall()),
        cpu(sample.resolve(), Part.ENCLAVE),
        cpu(sample.resolve(), Part.PARENT),
        cpu(sample.resolve(), Part.AWS),
        sample.enclaveMicrosASheet(),
        sample.enclaveMicrosASheet() / floor(program),
        megabytes(sample, Part.ENCLAVE),
        megabytes(sample, Part.PARENT),
        megabytes(sample, Part.AWS),
        sample.receiptBytes() / 1e6,
        seconds(sample.verify()));
  }

  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("lots", lots).put("kmsLatencyMs", latency.toMillis());
    ObjectNode programs = root.putObject("programs");
    samples.forEach(
        (program, all) -> {
          ObjectNode node = programs.putObject(program);
          node.put("floorMicros", floor(program));
          ArrayNode rounds = node.putArray("rounds");
          all.forEach(sample -> json(rounds.addObject(), program, sample));
          fit(all, sample -> sample.resolve().wall().toMillis())
              .ifPresent(
                  fit ->
                      node.putObject("resolveFit")
                          .put("milliseconds", fit.intercept())
                          .put("millisecondsABuyer", fit.slope())
                          .put("rSquared", fit.rSquared()));
        });
    return JSON.writeValueAsString(root) + "\n";
  }

  private void json(ObjectNode node, String program, Sample sample) {
    node.put("buyers", sample.buyers());
    phase(node.putObject("submit"), sample.submit());
    phase(node.putObject("resolve"), sample.resolve());
    node.put("enclaveMicrosASheet", sample.enclaveMicrosASheet());
    node.put("ratioToFloor", sample.enclaveMicrosASheet() / floor(program));
    ObjectNode peaks = node.putObject("peakKb");
    sample.peakKb().forEach((part, kb) -> peaks.put(name(part), kb));
    node.put("receiptBytes", sample.receiptBytes());
    node.put("verifyMs", sample.verify().toMillis());
  }

  private static void phase(ObjectNode node, Sample.Phase phase) {
    node.put("wallMs", phase.wall().toMillis());
    ObjectNode cpu = node.putObject("cpuMs");
    phase.cpu().forEach((part, time) -> cpu.put(name(part), time.toMillis()));
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private static double cpu(Sample.Phase phase, Part part) {
    return seconds(phase.cpu().getOrDefault(part, Duration.ZERO));
  }

  private static long megabytes(Sample sample, Part part) {
    return sample.peakKb().getOrDefault(part, 0L) / 1024;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
