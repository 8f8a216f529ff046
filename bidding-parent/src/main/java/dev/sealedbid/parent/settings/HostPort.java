package dev.sealedbid.parent.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host name or IPv4 address with a port, as in {@code kms.eu-west-1.amazonaws.com:443}.
 *
 * @param host in lower case, at most 253 characters
 * @param port 1 to 65,535
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?):([1-9][0-9]{0,4})");

  /** Reads {@code host:port}; empty if the text is anything else. */
  public static Optional<HostPort> parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(2));
    return port > 65_535 ? Optional.empty() : Optional.of(new HostPort(matcher.group(1), port));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
