package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the user's environment and files make the SDK's clients do, and where they say so. The SDK
 * looks for itself; this only names the place when it goes wrong.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">the
 *     order in which endpoints are looked for</a>
 */
final class Surroundings {
  // For https, too.
  private static final List<String> USED_PROXIES = List.of("HTTP_PROXY", "http_proxy");
  private static final List<String> UNUSED_PROXIES = List.of("HTTPS_PROXY", "https_proxy");

  private static final Map<String, String> SETTINGS =
      Map.of(
          "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint",
          "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint",
          "AWS_RETRY_MODE", "retry_mode",
          "AWS_DEFAULTS_MODE", "defaults_mode",
          "AWS_REGION", "region");

  private final ConfigFiles files;
  private final String profile;
  private final UnaryOperator<@Nullable String> environment;

  /** A setting and where it stands. */
  private record Setting(String value, String place) {}

  /**
   * The surroundings of one profile's clients.
   *
   * @param environment gives a variable's value, null if it isn't set
   */
  Surroundings(ConfigFiles files, String profile, UnaryOperator<@Nullable String> environment) {
    this.files = files;
    this.profile = profile;
    this.environment = environment;
  }

  /**
   * Demands an endpoint that is a URL, if one is set for a service.
   *
   * @param service its name in variables and sections, such as {@code kms}
   * @throws CommandFailedException USAGE
   */
  void requireEndpoint(String service) {
    endpoint(service)
        .filter(setting -> !isUrl(setting.value()))
        .ifPresent(
            setting -> {
              throw CommandFailedException.usage(
                  "the endpoint '"
                      + setting.value()
                      + "' ("
                      + setting.place()
                      + ") isn't a URL: it needs http:// or https:// and a host",
                  "write it like https://kms.eu-west-1.amazonaws.com or http://localhost:4566");
            });
  }

  /** What steers calls to a service, one line each. */
  List<String> hints(String service) {
    List<String> hints = new ArrayList<>();
    endpoint(service).ifPresent(s -> hints.add("the endpoint is set by " + s.place()));
    flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        .ifPresent(s -> hints.add("FIPS endpoints are asked for by " + s.place()));
    flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        .ifPresent(s -> hints.add("dual-stack endpoints are asked for by " + s.place()));
    proxy().ifPresent(hints::add);
    return hints;
  }

  private Optional<String> proxy() {
    if (USED_PROXIES.stream().anyMatch(name -> variable(name).isPresent())) {
      return Optional.of("a proxy is set by the variable HTTP_PROXY");
    }
    return UNUSED_PROXIES.stream().anyMatch(name -> variable(name).isPresent())
        ? Optional.of(
            "the AWS SDK for Java takes its proxy from HTTP_PROXY, and only HTTPS_PROXY is set:"
                + " set HTTP_PROXY, too")
        : Optional.empty();
  }

  /** Which settings a refusal of the SDK speaks of, one line each. */
  List<String> culprits(String words) {
    String text = words.replace("%20", " ");
    List<String> hints = new ArrayList<>();
    SETTINGS.forEach(
        (variable, property) ->
            ofVariable(variable)
                .or(() -> ofProfile(property))
                .filter(setting -> text.contains(setting.value()))
                .ifPresent(setting -> hints.add("it is set by " + setting.place())));
    return hints;
  }

  private Optional<Setting> endpoint(String service) {
    return ofVariable("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT))
        .or(() -> ofVariable("AWS_ENDPOINT_URL"))
        .or(
            () ->
                files
                    .ofService(profile, service, "endpoint_url")
                    .map(
                        v ->
                            new Setting(v, files.placeOfService(profile, service, "endpoint_url"))))
        .or(() -> ofProfile("endpoint_url"));
  }

  private Optional<Setting> flag(String variable, String property) {
    return ofVariable(variable)
        .or(() -> ofProfile(property))
        .filter(setting -> setting.value().equalsIgnoreCase("true"));
  }

  private Optional<Setting> ofVariable(String name) {
    return variable(name).map(value -> new Setting(value, "the variable " + name));
  }

  private Optional<Setting> ofProfile(String property) {
    return files
        .property(profile, property)
        .map(value -> new Setting(value, files.placeOf(profile, property)));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isBlank());
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
